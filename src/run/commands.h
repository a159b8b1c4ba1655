/* commands: every command, each defined in its own file */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef RUN_COMMANDS_H
#define RUN_COMMANDS_H

#include "run/command.h"

extern const struct command command_agreement_add;
extern const struct command command_agreement_list;
extern const struct command command_agreement_revoke;
extern const struct command command_answer;
extern const struct command command_asset_add;
extern const struct command command_asset_decide;
extern const struct command command_asset_overlaps;
extern const struct command command_asset_pending;
extern const struct command command_batch_expire;
extern const struct command command_batch_hold;
extern const struct command command_batch_list;
extern const struct command command_batch_release;
extern const struct command command_batch_show;
extern const struct command command_batch_withdraw;
extern const struct command command_audit_list;
extern const struct command command_backup;
extern const struct command command_case_close;
extern const struct command command_case_list;
extern const struct command command_case_note;
extern const struct command command_case_open;
extern const struct command command_case_show;
extern const struct command command_case_take;
extern const struct command command_code_check;
extern const struct command command_contacts_fetch;
extern const struct command command_demo;
extern const struct command command_doctor;
extern const struct command command_evidence_reread;
extern const struct command command_effect;
extern const struct command command_effect_freeze;
extern const struct command command_effect_rows;
extern const struct command command_effect_verify;
extern const struct command command_evidence_show;
extern const struct command command_evidence_verify;
extern const struct command command_export_intelmq;
extern const struct command command_feed_add;
extern const struct command command_feed_check;
extern const struct command command_feed_list;
extern const struct command command_feed_remove;
extern const struct command command_feed_set;
extern const struct command command_findings;
extern const struct command command_ground_list;
extern const struct command command_ground_set;
extern const struct command command_help;
extern const struct command command_import;
extern const struct command command_inbox_read;
extern const struct command command_init;
extern const struct command command_keys_drill;
extern const struct command command_keys_escrow;
extern const struct command command_keys_list;
extern const struct command command_keys_recover;
extern const struct command command_keys_rotate;
extern const struct command command_letters_posted;
extern const struct command command_letters_print;
extern const struct command command_letters_returned;
extern const struct command command_metrics;
extern const struct command command_leak_close;
extern const struct command command_leak_list;
extern const struct command command_mail_keys, command_mail_records;
extern const struct command command_mail_returned, command_mail_take;
extern const struct command command_notices_prepare;
extern const struct command command_notices_preview;
extern const struct command command_notices_release;
extern const struct command command_notices_review;
extern const struct command command_notices_send;
extern const struct command command_notices_want;
extern const struct command command_notices_withdraw;
extern const struct command command_organisation_add;
extern const struct command command_organisation_confirm;
extern const struct command command_organisation_contacts;
extern const struct command command_organisation_erase;
extern const struct command command_organisation_export;
extern const struct command command_organisation_import;
extern const struct command command_organisation_list;
extern const struct command command_organisation_show;
extern const struct command command_provider_answer;
extern const struct command command_registry_import;
extern const struct command command_registry_list;
extern const struct command command_registry_show;
extern const struct command command_relay_answers;
extern const struct command command_relay_list;
extern const struct command command_relay_off;
extern const struct command command_relay_on;
extern const struct command command_sending_hold, command_sending_release,
    command_sending_retry, command_sending_status;
extern const struct command command_restore;
extern const struct command command_retention_run;
extern const struct command command_retention_show;
extern const struct command command_schedule;
extern const struct command command_serve;
extern const struct command command_standing_add;
extern const struct command command_standing_approve;
extern const struct command command_standing_list;
extern const struct command command_standing_resume;
extern const struct command command_standing_revoke;
extern const struct command command_status;
extern const struct command command_topic_check;
extern const struct command command_topic_list;
extern const struct command command_topic_show;
extern const struct command command_version;

#endif
