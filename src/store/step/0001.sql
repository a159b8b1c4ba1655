-- step 0001: what the tables must be able to say from the first day.
--
-- Words: *_sealed columns are opened with the instance's key only (base/seal),
-- *_index columns are keyed hashes for equality (store/reseal.c has all), times are seconds since 1970
-- UTC, days are days since 1970-01-01, enums are small integers whose names
-- stand in the C header named beside them. ids come from the table counter.

CREATE TABLE counter (
	name TEXT PRIMARY KEY,
	next INTEGER NOT NULL
) STRICT;

-- Settings the operator changed here; dijkwacht.conf wins over them.
CREATE TABLE setting (
	name TEXT PRIMARY KEY,
	value TEXT NOT NULL,
	changed INTEGER NOT NULL,
	person INTEGER
) STRICT;

-- Who this service is.
CREATE TABLE instance (
	id INTEGER PRIMARY KEY CHECK (id = 1),
	name TEXT NOT NULL,
	made INTEGER NOT NULL
) STRICT;

-- On what ground a function may be done; a function without a row is off.
CREATE TABLE legal_ground (
	function TEXT PRIMARY KEY,       -- 'notify-claimed', 'notify-registry'
	ground INTEGER NOT NULL,         -- 1 law, 2 contract, 3 consent
	text_nl TEXT NOT NULL,           -- as it stands in the notice
	text_en TEXT NOT NULL
) STRICT;

-- One instance can carry several communities with own name and sender.
CREATE TABLE community (
	id INTEGER PRIMARY KEY,
	name TEXT NOT NULL,
	sender_name TEXT NOT NULL,
	sender_mail TEXT NOT NULL,
	phone TEXT
) STRICT;

-- Who did something: at the command line the system's user.
CREATE TABLE person (
	id INTEGER PRIMARY KEY,
	name_sealed BLOB NOT NULL,
	name_index BLOB NOT NULL UNIQUE,
	role INTEGER NOT NULL,           -- 1 operator at the command line
	made INTEGER NOT NULL
) STRICT;

CREATE TABLE audit (
	id INTEGER PRIMARY KEY,
	at INTEGER NOT NULL,
	person INTEGER NOT NULL REFERENCES person,
	did TEXT NOT NULL,               -- the command, without its secrets
	on_ref TEXT                      -- what it was done to
) STRICT;

-- Who looked at what is kept of people and companies.
CREATE TABLE audit_read (
	id INTEGER PRIMARY KEY,
	mark TEXT NOT NULL UNIQUE,       -- run/reads.h
	at INTEGER NOT NULL,
	person INTEGER NOT NULL REFERENCES person,
	did TEXT NOT NULL,               -- the command
	words_sealed BLOB NOT NULL,      -- what was asked for
	lines INTEGER                    -- shown; NULL: it was broken off
) STRICT;
CREATE INDEX audit_read_by_time ON audit_read (at);

-- Sending stops while a hold is not lifted.
CREATE TABLE hold (
	id INTEGER PRIMARY KEY,
	since INTEGER NOT NULL,
	person INTEGER NOT NULL REFERENCES person,
	reason TEXT NOT NULL,
	lifted INTEGER,
	lifted_by INTEGER REFERENCES person
) STRICT;

-- Every intake belongs to one.
CREATE TABLE batch (
	id INTEGER PRIMARY KEY,
	ref TEXT NOT NULL UNIQUE,
	giver TEXT NOT NULL,
	received INTEGER NOT NULL,
	person INTEGER NOT NULL REFERENCES person,
	ground INTEGER NOT NULL,         -- as legal_ground.ground
	tlp INTEGER NOT NULL,            -- value/tlp.h
	giver_named INTEGER NOT NULL,    -- 1: may stand in a notice
	embargo INTEGER,                 -- nothing is sent before
	purpose TEXT NOT NULL,
	delete_by INTEGER,
	state INTEGER NOT NULL,          -- finding/batch.h
	baseline INTEGER NOT NULL,       -- 1: opens findings without notices
	thanked INTEGER
) STRICT;

-- Its history, for people.
CREATE TABLE batch_event (
	id INTEGER PRIMARY KEY,
	batch INTEGER NOT NULL REFERENCES batch,
	at INTEGER NOT NULL,
	state INTEGER NOT NULL,          -- the one it came to
	person INTEGER NOT NULL REFERENCES person,
	reason TEXT NOT NULL
) STRICT;
CREATE INDEX batch_event_of_batch ON batch_event (batch);
-- How the columns of somebody's list are read, confirmed once: what the reader
-- is told (feed/list.h), under a name that people give.
CREATE TABLE map (
	name TEXT PRIMARY KEY,
	options TEXT NOT NULL,
	made INTEGER NOT NULL,
	person INTEGER NOT NULL REFERENCES person
) STRICT;

-- Where reports come from, and how what comes from there is taken in.
CREATE TABLE feed (
	name TEXT PRIMARY KEY,           -- its folder in inbox/, too
	reader TEXT NOT NULL,            -- feed/reader.h; '': by each file's name
	type TEXT NOT NULL,              -- of rows, where the file does not say it
	giver TEXT NOT NULL,             -- '': the reader's
	ground INTEGER NOT NULL,         -- value/legal.h
	tlp INTEGER NOT NULL,            -- value/tlp.h
	giver_named INTEGER NOT NULL,
	rhythm INTEGER NOT NULL,         -- hours between reports; 0: none expected
	scope TEXT NOT NULL,             -- of the reports expected; '': any
	made INTEGER NOT NULL,
	arrived INTEGER,                 -- when something came last
	missing INTEGER                  -- since when nothing came; said once
) STRICT;

-- What the service does by itself, and how that went last.
CREATE TABLE schedule (
	name TEXT PRIMARY KEY,           -- run/schedule.h
	began INTEGER NOT NULL,          -- or when it was first heard of
	ended INTEGER,                   -- NULL: broken off
	code INTEGER                     -- its exit status; NULL: never carried out
) STRICT;

-- What comes again and again: same source, type and scope.
CREATE TABLE series (
	id INTEGER PRIMARY KEY,
	feed TEXT NOT NULL,
	type TEXT NOT NULL,
	scope TEXT NOT NULL,
	UNIQUE (feed, type, scope)
) STRICT;

-- One report read.
CREATE TABLE report (
	id INTEGER PRIMARY KEY,
	batch INTEGER NOT NULL REFERENCES batch,
	series INTEGER NOT NULL REFERENCES series,
	name TEXT NOT NULL,
	day INTEGER,
	missing TEXT NOT NULL,           -- columns
	unknown TEXT NOT NULL,           -- columns
	options TEXT NOT NULL,           -- that its reader was told
	began INTEGER NOT NULL,
	ended INTEGER,
	complete INTEGER,
	whole INTEGER,                   -- 1: only rejected rows stand in its way
	named INTEGER,                   -- as look.named
	why TEXT
) STRICT;
CREATE INDEX report_of_batch ON report (batch);
CREATE INDEX report_of_day ON report (series, day);

-- A look makes absence mean something.
CREATE TABLE look (
	series INTEGER NOT NULL REFERENCES series,
	day INTEGER NOT NULL,
	complete INTEGER NOT NULL,
	named INTEGER NOT NULL,          -- 1: complete but for look_except
	report INTEGER NOT NULL REFERENCES report,
	PRIMARY KEY (series, day)
) STRICT, WITHOUT ROWID;

-- Addresses that its rejected rows hold: of those it says nothing.
CREATE TABLE look_except (
	series INTEGER NOT NULL,
	day INTEGER NOT NULL,
	address_index BLOB NOT NULL      -- finding/finding.h
		CHECK (length(address_index) = 14), -- a fingerprint
	PRIMARY KEY (series, day, address_index)
) STRICT, WITHOUT ROWID;

-- One chunk of raw rows kept as evidence, chained.
CREATE TABLE ledger (
	seq INTEGER PRIMARY KEY,
	report INTEGER NOT NULL REFERENCES report,
	chunk BLOB NOT NULL UNIQUE,      -- its content's keyed hash
	file TEXT NOT NULL,
	stored INTEGER NOT NULL,         -- bytes of the file
	file_hash BLOB NOT NULL,
	root BLOB NOT NULL,              -- Merkle root over salted row hashes
	rows INTEGER NOT NULL,
	rejected INTEGER NOT NULL,
	fresh INTEGER NOT NULL,          -- rows not seen before
	erased INTEGER NOT NULL,
	bytes INTEGER NOT NULL,          -- decompressed
	reader INTEGER NOT NULL,         -- version of the reader
	made INTEGER NOT NULL,
	previous BLOB NOT NULL,
	hash BLOB NOT NULL,
	delete_by INTEGER                -- its rows, however long the batch stays
) STRICT;
CREATE INDEX ledger_to_erase ON ledger (delete_by) WHERE delete_by IS NOT NULL;
CREATE INDEX ledger_of_report ON ledger (report);
CREATE UNIQUE INDEX ledger_by_file ON ledger (file);

-- A row kept as evidence but not used.
CREATE TABLE reject (
	id INTEGER PRIMARY KEY,
	ledger INTEGER NOT NULL REFERENCES ledger,
	row INTEGER NOT NULL,            -- in the chunk
	line INTEGER NOT NULL,
	at INTEGER NOT NULL,             -- byte
	err INTEGER NOT NULL,            -- base/err.h
	rule TEXT NOT NULL,
	settled INTEGER,                 -- when it was read after all
	reader INTEGER                   -- by which version
) STRICT;
CREATE INDEX reject_of_ledger ON reject (ledger);

-- What was seen: one row per distinct observation. id is 16 bits of its type's
-- keyed hash and 48 of its own fingerprint, so that the rows of one report lie
-- together; rest is the 64 others (store/known.h). Two that share an id stand
-- apart in observation_clash. These rows change with every look and are kept
-- small: what it is about is said once, in observation_subject.
CREATE TABLE observation (
	id INTEGER PRIMARY KEY,
	rest INTEGER NOT NULL,
	series INTEGER NOT NULL,
	subject INTEGER NOT NULL,        -- its place in observation_subject
	first_seen INTEGER NOT NULL,
	last_seen INTEGER NOT NULL,
	last_day INTEGER NOT NULL,
	days INTEGER NOT NULL,           -- bit n: seen in the report of last_day - n
	count INTEGER NOT NULL,          -- distinct report days
	severity INTEGER NOT NULL,       -- value/severity.h
	unowned INTEGER NOT NULL,        -- 0 identified, else why not (match/identify.h)
	ledger INTEGER NOT NULL,         -- of the newest row
	row INTEGER NOT NULL
) STRICT;
CREATE TABLE observation_clash (
	id INTEGER NOT NULL,
	rest INTEGER NOT NULL,
	series INTEGER NOT NULL,
	subject INTEGER NOT NULL,
	first_seen INTEGER NOT NULL,
	last_seen INTEGER NOT NULL,
	last_day INTEGER NOT NULL,
	days INTEGER NOT NULL,
	count INTEGER NOT NULL,
	severity INTEGER NOT NULL,
	unowned INTEGER NOT NULL,
	ledger INTEGER NOT NULL,
	row INTEGER NOT NULL,
	PRIMARY KEY (id, rest)
) STRICT, WITHOUT ROWID;
-- In the order in which they were first seen, eight to a row: the place of
-- one, observation.subject, is that of its first row, ledger.seq << 17 | row,
-- and lies in the row place >> 3 (store/subjects.h).
CREATE TABLE observation_subject (
	id INTEGER PRIMARY KEY,
	subjects_sealed BLOB NOT NULL
) STRICT;

CREATE TABLE organisation (
	id INTEGER PRIMARY KEY,
	ref TEXT NOT NULL UNIQUE,
	name_sealed BLOB NOT NULL,
	name_index BLOB NOT NULL,
	kvk_sealed BLOB,
	kvk_index BLOB UNIQUE,
	sector TEXT NOT NULL,
	language INTEGER NOT NULL,       -- enum lang
	rhythm INTEGER NOT NULL,         -- 0 at once, 1 daily, 2 weekly
	community INTEGER NOT NULL REFERENCES community,
	kind INTEGER NOT NULL DEFAULT 1, -- 1 company, 2 network of a registry,
	                                 -- 3 one of us, who is on call
	relay INTEGER NOT NULL DEFAULT 1, -- 0: gets no digest of its network
	made INTEGER NOT NULL,
	erased INTEGER
) STRICT;
CREATE INDEX organisation_by_name ON organisation (name_index);

-- Who said the value a company has now, and of when it is: a person's word wins
-- over a list, a newer list over an older one.
CREATE TABLE organisation_field (
	organisation INTEGER NOT NULL REFERENCES organisation,
	field INTEGER NOT NULL,          -- match/organisation_field.h
	source TEXT NOT NULL,
	dated INTEGER NOT NULL,
	by_person INTEGER NOT NULL,
	PRIMARY KEY (organisation, field)
) STRICT, WITHOUT ROWID;

CREATE TABLE contact (
	id INTEGER PRIMARY KEY,
	organisation INTEGER NOT NULL REFERENCES organisation,
	kind INTEGER NOT NULL,           -- 1 mail, 2 phone, 3 post
	value_sealed BLOB NOT NULL,
	value_index BLOB NOT NULL,
	state INTEGER NOT NULL,          -- 1 in use, 2 bounced, 3 removed
	source TEXT NOT NULL,
	made INTEGER NOT NULL,
	confirmed INTEGER,
	rung INTEGER NOT NULL DEFAULT 1, -- of the ladder: 1 supplied,
	                                 -- 2 from its security.txt
	valid_until INTEGER              -- not used from then on
) STRICT;
CREATE INDEX contact_of_organisation ON contact (organisation);
CREATE INDEX contact_by_value ON contact (value_index);

-- An asset of an organisation and what proves it.
CREATE TABLE claim (
	id INTEGER PRIMARY KEY,
	organisation INTEGER NOT NULL REFERENCES organisation,
	kind INTEGER NOT NULL,           -- 1 prefix, 2 domain, 3 asn, 4 software
	value_sealed BLOB NOT NULL,
	value_index BLOB NOT NULL,
	nature INTEGER NOT NULL,         -- 1 fixed, 2 dynamic, 3 shared
	state INTEGER NOT NULL,          -- match/claim.h
	why TEXT NOT NULL,               -- of a pending, disputed or refused one
	valid_from INTEGER,
	valid_until INTEGER,
	proof TEXT NOT NULL,             -- who said it, in words
	person INTEGER NOT NULL REFERENCES person,
	made INTEGER NOT NULL
) STRICT;
CREATE INDEX claim_of_organisation ON claim (organisation);
CREATE INDEX claim_by_value ON claim (value_index);
CREATE INDEX claim_bounded ON claim (id)
	WHERE valid_from IS NOT NULL OR valid_until IS NOT NULL;

-- What proves a claim, or would: a line on its site, or what a person saw.
CREATE TABLE claim_proof (
	claim INTEGER PRIMARY KEY REFERENCES claim,
	organisation INTEGER NOT NULL REFERENCES organisation,
	kind INTEGER NOT NULL,           -- match/proof.h; 0: not proven yet
	asked INTEGER NOT NULL,          -- since when proof is asked for
	proven INTEGER,                  -- when it was seen last
	failing INTEGER,                 -- since when its site has it no more
	next INTEGER,                    -- when its site is asked again
	person INTEGER NOT NULL REFERENCES person,
	said_sealed BLOB NOT NULL        -- where it was seen, or why not
) STRICT;
CREATE INDEX claim_proof_of_organisation ON claim_proof (organisation);
CREATE INDEX claim_proof_next ON claim_proof (next) WHERE next IS NOT NULL;

-- What came of asking a claimed domain for its security.txt, last time.
CREATE TABLE security_txt (
	claim INTEGER PRIMARY KEY REFERENCES claim,
	organisation INTEGER NOT NULL REFERENCES organisation,
	asked INTEGER NOT NULL,
	next INTEGER NOT NULL,           -- not to be asked before
	outcome INTEGER NOT NULL,        -- match/published.h
	said_sealed BLOB NOT NULL,       -- where it was found, or why not
	contact INTEGER REFERENCES contact -- that it gave
) STRICT;
CREATE INDEX security_txt_of_organisation ON security_txt (organisation);

-- A company that asked to be forgotten, or may not be known any longer. Its id
-- is of the kind "batch_event": tombstones name either.
CREATE TABLE erasure (
	id INTEGER PRIMARY KEY,
	organisation INTEGER NOT NULL UNIQUE REFERENCES organisation,
	begun INTEGER NOT NULL,
	person INTEGER NOT NULL REFERENCES person,
	reason TEXT NOT NULL,
	done INTEGER
) STRICT;

-- A file of a public registry: what is public is not sealed. A newer file of
-- the same name replaces it whole.
CREATE TABLE registry (
	id INTEGER PRIMARY KEY,
	name TEXT NOT NULL UNIQUE,
	form TEXT NOT NULL,              -- feed/registry.c
	day INTEGER,                     -- its own date
	read INTEGER NOT NULL,
	person INTEGER NOT NULL REFERENCES person,
	ranges INTEGER NOT NULL,
	holders INTEGER NOT NULL,
	rejected INTEGER NOT NULL
) STRICT;
-- An organisation, an AS ("AS64500") or a mailbox; never a person.
CREATE TABLE registry_holder (
	registry INTEGER NOT NULL REFERENCES registry,
	handle TEXT NOT NULL,
	name TEXT NOT NULL,
	country TEXT NOT NULL,
	mail TEXT NOT NULL,              -- the abuse mailbox
	holder TEXT NOT NULL,            -- handle of its organisation
	abuse TEXT NOT NULL,             -- handle of its mailbox
	PRIMARY KEY (registry, handle)
) STRICT, WITHOUT ROWID;
-- What ranges say of themselves; many say the same.
CREATE TABLE registry_said (
	registry INTEGER NOT NULL REFERENCES registry,
	number INTEGER NOT NULL,
	holder TEXT NOT NULL,
	abuse TEXT NOT NULL,
	asn INTEGER NOT NULL,            -- 0: not said
	country TEXT NOT NULL,
	PRIMARY KEY (registry, number)
) STRICT, WITHOUT ROWID;
-- The ranges, thousands to a row; match/registry_form.h tells their bytes.
CREATE TABLE registry_part (
	registry INTEGER NOT NULL REFERENCES registry,
	kind INTEGER NOT NULL,           -- 4, 6
	part INTEGER NOT NULL,
	ranges BLOB NOT NULL,
	PRIMARY KEY (registry, kind, part)
) STRICT;

-- Why an observation was taken to concern an organisation.
CREATE TABLE identification (
	observation INTEGER NOT NULL,
	rest INTEGER NOT NULL,
	organisation INTEGER NOT NULL REFERENCES organisation,
	finding INTEGER NOT NULL,        -- that it became
	ground INTEGER NOT NULL,         -- match/identify.h
	claim INTEGER REFERENCES claim,
	confidence INTEGER NOT NULL,     -- percent
	responsibility INTEGER NOT NULL, -- 1 you, 2 your provider, 3 platform, 4 network
	detail_sealed BLOB NOT NULL,     -- what the row said, for the notice
	made INTEGER NOT NULL,
	PRIMARY KEY (observation, rest, organisation)
) STRICT; -- its rows are long: by rowid they go to the end, and only keys between
CREATE INDEX identification_of_finding ON identification (finding);

-- Work that goes on over many transactions, taken up where it stood.
CREATE TABLE job (
	id INTEGER PRIMARY KEY,
	kind INTEGER NOT NULL,           -- 1 claims changed (feed/again.h)
	made INTEGER NOT NULL,
	due INTEGER NOT NULL,            -- not to be begun before
	state INTEGER NOT NULL,          -- 1 waiting, 2 under way, 3 done
	stage INTEGER NOT NULL,          -- feed/again.h
	place INTEGER NOT NULL,          -- the last id of the stage that was done
	looked INTEGER NOT NULL,         -- observations
	changed INTEGER NOT NULL,        -- of those, whose they are
	opened INTEGER NOT NULL,         -- findings
	resumed INTEGER NOT NULL,
	ended INTEGER NOT NULL,
	done INTEGER                     -- when
) STRICT;
CREATE INDEX job_to_do ON job (due) WHERE state < 3;

-- A claim that lies within another organisation's: the inner one decides.
CREATE TABLE overlap (
	narrow INTEGER NOT NULL REFERENCES claim,
	wide INTEGER NOT NULL REFERENCES claim,
	since INTEGER NOT NULL,          -- when we saw it first
	job INTEGER NOT NULL,            -- that saw it last
	PRIMARY KEY (narrow, wide)
) STRICT, WITHOUT ROWID;
CREATE INDEX overlap_by_wide ON overlap (wide);

-- A company appoints a provider to receive its warnings, or is a member of a
-- cooperative. What is over stays, as a record; nothing follows an agreement of
-- the party itself.
CREATE TABLE agreement (
	id INTEGER PRIMARY KEY,
	ref TEXT NOT NULL UNIQUE,
	kind INTEGER NOT NULL,           -- match/agreement.h, as the next three
	organisation INTEGER NOT NULL REFERENCES organisation,
	party INTEGER NOT NULL REFERENCES organisation,
	role INTEGER NOT NULL,
	scope INTEGER NOT NULL,          -- of a membership, else 0
	route INTEGER NOT NULL,          -- of an appointment, else 0
	hours INTEGER NOT NULL,          -- until the owner, with provider-first
	critical_route INTEGER NOT NULL, -- the same for what is critical
	critical_hours INTEGER NOT NULL,
	text_version TEXT NOT NULL,
	valid_from INTEGER NOT NULL,
	valid_until INTEGER NOT NULL,
	proof TEXT NOT NULL,
	person INTEGER NOT NULL REFERENCES person,
	made INTEGER NOT NULL,
	revoked INTEGER
) STRICT;
CREATE INDEX agreement_of_organisation ON agreement (organisation);
CREATE INDEX agreement_of_party ON agreement (party);

-- The topics this program knows, and the operator's own texts over them.
CREATE TABLE topic (
	id TEXT PRIMARY KEY,
	class TEXT NOT NULL,
	data_class INTEGER NOT NULL,     -- finding/topic.h
	wake INTEGER NOT NULL,           -- 1: may wake people at night
	repairer INTEGER NOT NULL,
	revision INTEGER NOT NULL
) STRICT;
CREATE TABLE topic_text (
	topic TEXT NOT NULL REFERENCES topic,
	language INTEGER NOT NULL,
	revision INTEGER NOT NULL,
	text TEXT NOT NULL,
	person INTEGER NOT NULL REFERENCES person,
	made INTEGER NOT NULL,
	PRIMARY KEY (topic, language, revision)
) STRICT, WITHOUT ROWID;

CREATE TABLE finding (
	id INTEGER PRIMARY KEY,
	ref TEXT NOT NULL UNIQUE,
	organisation INTEGER NOT NULL REFERENCES organisation,
	topic TEXT NOT NULL REFERENCES topic,
	subject_sealed BLOB NOT NULL,
	subject_index BLOB NOT NULL,
	state INTEGER NOT NULL,          -- finding/finding.h
	answer INTEGER NOT NULL,         -- 0 none
	severity INTEGER NOT NULL,
	responsibility INTEGER NOT NULL,
	claim INTEGER REFERENCES claim,
	ground INTEGER NOT NULL,
	confidence INTEGER NOT NULL,
	observation INTEGER NOT NULL,    -- the newest one, with rest
	rest INTEGER NOT NULL,
	first_seen INTEGER NOT NULL,
	last_seen INTEGER NOT NULL,
	last_day INTEGER NOT NULL,
	opened INTEGER NOT NULL,
	closed INTEGER,
	closed_day INTEGER,
	reopened INTEGER NOT NULL,       -- times
	revision INTEGER NOT NULL,       -- counts changes of state
	due_since INTEGER,               -- a notice is wanted since
	noticed INTEGER,                 -- last told
	told INTEGER NOT NULL DEFAULT 0, -- times, since it was opened or came back
	told_severity INTEGER NOT NULL DEFAULT 0, -- the worst that was told;
	                                 -- -1: told without its accounts
	baseline INTEGER NOT NULL,
	forgotten INTEGER,               -- its subject and notes went
	UNIQUE (organisation, topic, subject_index)
) STRICT;
CREATE INDEX finding_due ON finding (organisation, topic) WHERE due_since IS NOT NULL;
-- What grades the source of a claim.
CREATE INDEX finding_answered ON finding (claim) WHERE answer > 0;

-- In which series it is seen, and when last: absence there closes it.
CREATE TABLE finding_seen (
	finding INTEGER NOT NULL REFERENCES finding,
	series INTEGER NOT NULL REFERENCES series,
	last_day INTEGER NOT NULL,
	PRIMARY KEY (series, finding)
) STRICT, WITHOUT ROWID;
CREATE INDEX finding_seen_of_finding ON finding_seen (finding);

-- What it rests on: per batch and series the newest row, and the worst of that
-- day. A finding none of whose batches stands any more is withdrawn.
CREATE TABLE support (
	finding INTEGER NOT NULL REFERENCES finding,
	batch INTEGER NOT NULL REFERENCES batch,
	series INTEGER NOT NULL REFERENCES series,
	observation INTEGER NOT NULL,
	rest INTEGER NOT NULL,
	severity INTEGER NOT NULL,
	first_seen INTEGER NOT NULL,
	last_seen INTEGER NOT NULL,
	last_day INTEGER NOT NULL,
	PRIMARY KEY (finding, batch, series)
) STRICT, WITHOUT ROWID;
CREATE INDEX support_of_batch ON support (batch);

-- Its history, for people.
CREATE TABLE finding_event (
	id INTEGER PRIMARY KEY,
	finding INTEGER NOT NULL REFERENCES finding,
	at INTEGER NOT NULL,
	what INTEGER NOT NULL,           -- finding/finding.h
	day INTEGER,
	person INTEGER REFERENCES person,
	note_sealed BLOB NOT NULL        -- people write names in it
) STRICT;
CREATE INDEX finding_event_of_finding ON finding_event (finding);

CREATE TABLE notice (
	id INTEGER PRIMARY KEY,
	ref TEXT NOT NULL UNIQUE,
	thread TEXT NOT NULL,            -- ref of the first notice of this cause
	organisation INTEGER NOT NULL REFERENCES organisation,
	contact INTEGER NOT NULL REFERENCES contact,
	topic TEXT NOT NULL REFERENCES topic,
	topic_revision INTEGER NOT NULL,
	urgency INTEGER NOT NULL,        -- 0 normal, 1 urgent
	language INTEGER NOT NULL,
	kind INTEGER NOT NULL,           -- notify/compose.h
	tlp INTEGER NOT NULL,            -- value/tlp.h: the strictest it rests on
	severity INTEGER NOT NULL,
	date INTEGER NOT NULL,
	message_id TEXT NOT NULL UNIQUE,
	subject_sealed BLOB NOT NULL,
	body_sealed BLOB NOT NULL,
	code_hash BLOB NOT NULL,
	state INTEGER NOT NULL,          -- 1 prepared, 2 released, 3 sent, 4 withdrawn
	release INTEGER NOT NULL,        -- notify/release.h
	prepared_by INTEGER NOT NULL REFERENCES person,
	released_by INTEGER REFERENCES person,
	second_by INTEGER REFERENCES person,
	released INTEGER,
	not_before INTEGER,              -- it waits until then: for working hours,
	                                 -- or for ever (notify/canary.h)
	withdrawn INTEGER,
	standing INTEGER REFERENCES standing, -- that it falls under
	canary INTEGER REFERENCES canary, -- that it is watched by
	warned_by TEXT,                  -- "already warned by"
	provider INTEGER NOT NULL DEFAULT 0, -- 1: told as who looks after it
	beside INTEGER NOT NULL DEFAULT 0, -- 1: another's was first to tell of it
	forgotten INTEGER                -- its text went
) STRICT;
CREATE INDEX notice_by_state ON notice (state);
CREATE UNIQUE INDEX notice_by_code ON notice (code_hash);
CREATE INDEX notice_by_releaser ON notice (released_by, released) WHERE release = 1;
CREATE INDEX notice_of_organisation ON notice (organisation, topic);
CREATE INDEX notice_of_standing ON notice (standing, released) WHERE standing IS NOT NULL;
CREATE INDEX notice_of_canary ON notice (canary, state) WHERE canary IS NOT NULL;
CREATE TABLE notice_finding (
	notice INTEGER NOT NULL REFERENCES notice,
	finding INTEGER NOT NULL REFERENCES finding,
	revision INTEGER NOT NULL,
	PRIMARY KEY (notice, finding)
) STRICT, WITHOUT ROWID;
CREATE INDEX notice_finding_of_finding ON notice_finding (finding);
-- The batches its words come from: it waits while one of them is held.
CREATE TABLE notice_batch (
	notice INTEGER NOT NULL REFERENCES notice,
	batch INTEGER NOT NULL REFERENCES batch,
	PRIMARY KEY (notice, batch)
) STRICT, WITHOUT ROWID;
CREATE INDEX notice_batch_of_batch ON notice_batch (batch);
-- The claims by whose proof it shows people's accounts: it waits while one of
-- them is not proven any more.
CREATE TABLE notice_proof (
	notice INTEGER NOT NULL REFERENCES notice,
	claim INTEGER NOT NULL REFERENCES claim,
	PRIMARY KEY (notice, claim)
) STRICT, WITHOUT ROWID;
-- Releases that one person gave where two are needed: another looks after.
CREATE TABLE emergency (
	id INTEGER PRIMARY KEY,
	ref TEXT NOT NULL UNIQUE,
	at INTEGER NOT NULL,
	person INTEGER NOT NULL REFERENCES person,
	notices INTEGER NOT NULL,
	reason TEXT NOT NULL,
	due INTEGER NOT NULL,            -- the look after
	reviewed INTEGER,
	reviewed_by INTEGER REFERENCES person,
	note TEXT
) STRICT;
-- Releases that two persons gave beforehand, for what is like this.
CREATE TABLE standing (
	id INTEGER PRIMARY KEY,
	ref TEXT NOT NULL UNIQUE,
	topic TEXT NOT NULL REFERENCES topic,
	feed TEXT NOT NULL,              -- as series.feed
	ground INTEGER NOT NULL,         -- match/identify.h
	most INTEGER NOT NULL,           -- notices in 24 hours
	until INTEGER NOT NULL,
	proposed INTEGER NOT NULL,
	proposed_by INTEGER NOT NULL REFERENCES person,
	approved INTEGER,
	approved_by INTEGER REFERENCES person,
	revoked INTEGER,
	revoked_by INTEGER REFERENCES person
) STRICT;
-- The first notices of a standing release, or of a release of many, that go
-- before the others.
CREATE TABLE canary (
	id INTEGER PRIMARY KEY,
	ref TEXT NOT NULL UNIQUE,        -- of the standing release, or its own
	standing INTEGER UNIQUE REFERENCES standing,
	topic TEXT NOT NULL REFERENCES topic,
	state INTEGER NOT NULL,          -- notify/canary.h
	made INTEGER NOT NULL,
	since INTEGER NOT NULL,          -- what ended before counts no more
	why TEXT NOT NULL DEFAULT ''     -- it stopped, or went on
) STRICT;
-- What was sent and is not so, and the notice that says that.
CREATE TABLE correction (
	notice INTEGER PRIMARY KEY REFERENCES notice,
	by_notice INTEGER NOT NULL REFERENCES notice,
	at INTEGER NOT NULL,
	person INTEGER NOT NULL REFERENCES person,
	reason TEXT NOT NULL
) STRICT;
-- Notices that told somebody what was not theirs to know.
CREATE TABLE leak (
	id INTEGER PRIMARY KEY,
	ref TEXT NOT NULL UNIQUE,
	known INTEGER NOT NULL,          -- the 72 hours begin
	person INTEGER NOT NULL REFERENCES person,
	reason TEXT NOT NULL,
	closed INTEGER,
	closed_by INTEGER REFERENCES person,
	outcome TEXT
) STRICT;
CREATE TABLE leak_notice (
	leak INTEGER NOT NULL REFERENCES leak,
	notice INTEGER NOT NULL REFERENCES notice,
	PRIMARY KEY (leak, notice)
) STRICT, WITHOUT ROWID;
-- Check codes that were wrong, per hour and who asked.
CREATE TABLE code_try (
	hour INTEGER NOT NULL,           -- since 1970
	person INTEGER NOT NULL REFERENCES person,
	wrong INTEGER NOT NULL,
	PRIMARY KEY (hour, person)
) STRICT, WITHOUT ROWID;

-- The days on which the digests of networks were made.
CREATE TABLE digest (
	day INTEGER PRIMARY KEY,
	made INTEGER NOT NULL,
	notices INTEGER NOT NULL,
	told INTEGER NOT NULL            -- observations
) STRICT;
-- What the owner of a network was told of, and by which word: an answer names
-- ref, which says nothing by itself.
CREATE TABLE relayed (
	organisation INTEGER NOT NULL REFERENCES organisation,
	observation INTEGER NOT NULL,
	rest INTEGER NOT NULL,
	ref TEXT NOT NULL UNIQUE,
	notice INTEGER NOT NULL REFERENCES notice, -- the newest
	day INTEGER NOT NULL,            -- last_day of the observation then
	answer INTEGER NOT NULL DEFAULT 0, -- notify/relay_answer.h
	answered INTEGER,
	PRIMARY KEY (organisation, observation, rest)
) STRICT, WITHOUT ROWID;

CREATE TABLE delivery (
	id INTEGER PRIMARY KEY,
	notice INTEGER NOT NULL REFERENCES notice,
	contact INTEGER NOT NULL REFERENCES contact,
	step INTEGER NOT NULL,
	urgent INTEGER NOT NULL,         -- as the notice: the queue's order
	state INTEGER NOT NULL,          -- 1 queued, 2 sending, 3 sent, 4 failed
	attempt INTEGER NOT NULL,        -- how often the server judged it
	next INTEGER,                    -- not before; null: at once
	leased INTEGER,
	bytes_sealed BLOB,               -- the final message; null: none yet, or
	                                 -- sent long ago
	outcome TEXT NOT NULL,
	at INTEGER,
	UNIQUE (notice, contact, step)
) STRICT;
CREATE INDEX delivery_by_state ON delivery (state, notice);
-- With next: those that wait for their time are passed over without their rows.
CREATE INDEX delivery_queue ON delivery (urgent DESC, id, next) WHERE state = 1;
CREATE INDEX delivery_retry ON delivery (next)
	WHERE state = 1 AND next IS NOT NULL;
CREATE INDEX delivery_bytes_of_sent ON delivery (at)
	WHERE state = 3 AND bytes_sealed IS NOT NULL;

-- While the mail server takes nothing.
CREATE TABLE mail_trouble (
	id INTEGER PRIMARY KEY CHECK (id = 1),
	since INTEGER NOT NULL,
	refused INTEGER NOT NULL         -- 1: it answers, and says "not now"
) STRICT;

-- The first mail about a finding that a server was offered, and the first that
-- one took: what effect counts, kept narrow.
CREATE TABLE effect (
	finding INTEGER PRIMARY KEY REFERENCES finding,
	notice INTEGER NOT NULL REFERENCES notice,
	sent INTEGER NOT NULL,
	delivered INTEGER
) STRICT;

-- A mail that came back, or an answer to one of ours; each is taken once.
CREATE TABLE returned (
	id INTEGER PRIMARY KEY,
	mail_index BLOB NOT NULL UNIQUE  -- of its bytes
		CHECK (length(mail_index) = 14), -- a fingerprint
	taken INTEGER NOT NULL,
	kind INTEGER NOT NULL,           -- value/returned.h
	delivery INTEGER REFERENCES delivery, -- null: nothing of ours
	used INTEGER NOT NULL,           -- 1: it changed something
	status TEXT NOT NULL,            -- "5.1.1"
	said_sealed BLOB                 -- whom it is of, and what it says
) STRICT;
CREATE INDEX returned_of_delivery ON returned (delivery)
	WHERE delivery IS NOT NULL;
-- Who said to want no more of a topic: only what is new is still told.
CREATE TABLE contact_stop (
	contact INTEGER NOT NULL REFERENCES contact,
	topic TEXT NOT NULL REFERENCES topic,
	since INTEGER NOT NULL,
	kind INTEGER NOT NULL,           -- value/returned.h
	PRIMARY KEY (contact, topic)
) STRICT, WITHOUT ROWID;
-- A provider said that a finding is not its to repair.
CREATE TABLE declined (
	finding INTEGER NOT NULL REFERENCES finding,
	party INTEGER NOT NULL REFERENCES organisation,
	at INTEGER NOT NULL,
	PRIMARY KEY (finding, party)
) STRICT, WITHOUT ROWID;
-- Companies that a notice to another one names.
CREATE TABLE notice_about (
	notice INTEGER NOT NULL REFERENCES notice,
	organisation INTEGER NOT NULL REFERENCES organisation,
	PRIMARY KEY (organisation, notice)
) STRICT, WITHOUT ROWID;
-- Findings and the providers that may be told of them, in whichever time: not
-- what only the owner can repair, what tells of people's accounts, or what may
-- not leave the owner's company.
CREATE VIEW appointment AS
SELECT f.id AS finding, a.id AS agreement, a.party, a.valid_from, a.valid_until,
	CASE WHEN f.severity = 5 THEN a.critical_route ELSE a.route END AS route,
	CASE WHEN f.severity = 5 THEN a.critical_hours ELSE a.hours END AS hours
FROM finding f
JOIN agreement a ON a.organisation = f.organisation AND a.kind = 1
	AND a.revoked IS NULL
JOIN topic t ON t.id = f.topic AND t.repairer <> 0 AND t.data_class <> 2
JOIN organisation p ON p.id = a.party AND p.erased IS NULL
WHERE EXISTS (SELECT 1 FROM contact c
	WHERE c.organisation = a.party AND c.kind = 1 AND c.state = 1)
AND NOT EXISTS (SELECT 1 FROM declined d
	WHERE d.finding = f.id AND d.party = a.party)
AND NOT EXISTS (SELECT 1 FROM support s JOIN batch b ON b.id = s.batch
	WHERE s.finding = f.id AND b.state < 3 AND b.tlp > 3);

-- A year's figures as they were made public, and of what: they stay when what
-- they counted is gone.
CREATE TABLE year_report (
	id INTEGER PRIMARY KEY,
	year INTEGER NOT NULL,
	quarter INTEGER NOT NULL,        -- 1..4; 0: all of it
	form TEXT NOT NULL,              -- run/effect_frozen.h
	made INTEGER NOT NULL,
	person INTEGER NOT NULL REFERENCES person,
	rows INTEGER NOT NULL,           -- findings counted
	rows_hash BLOB NOT NULL,         -- SHA-256 of notify/effect_rows.h
	text TEXT NOT NULL,
	text_hash BLOB NOT NULL UNIQUE,  -- SHA-256
	UNIQUE (year, quarter, form)
) STRICT;

-- Who of us is called outside working hours, and when.
CREATE TABLE on_call (
	id INTEGER PRIMARY KEY,
	organisation INTEGER NOT NULL REFERENCES organisation, -- of kind 3
	valid_from INTEGER NOT NULL,
	valid_until INTEGER NOT NULL,
	person INTEGER NOT NULL REFERENCES person, -- who said so
	made INTEGER NOT NULL
) STRICT;
CREATE INDEX on_call_until ON on_call (valid_until);

-- What who is on call was told of, and when last.
CREATE TABLE page (
	cause TEXT PRIMARY KEY,
	at INTEGER NOT NULL
) STRICT;

-- A company and a cause that a person looks after: nobody can be reached, or
-- nobody answers. One of them is open at a time.
CREATE TABLE case_file (
	id INTEGER PRIMARY KEY,
	ref TEXT NOT NULL UNIQUE,
	organisation INTEGER NOT NULL REFERENCES organisation,
	topic TEXT NOT NULL REFERENCES topic,
	why INTEGER NOT NULL,            -- notify/desk.h
	severity INTEGER NOT NULL,       -- the worst when it was opened
	owner INTEGER REFERENCES person,
	due INTEGER NOT NULL,            -- of the next step
	state INTEGER NOT NULL,          -- 1 open, 2 closed
	reason INTEGER NOT NULL,         -- of closing: notify/desk.h
	made INTEGER NOT NULL,
	closed INTEGER
) STRICT;
CREATE UNIQUE INDEX case_file_open ON case_file (organisation, topic)
	WHERE state = 1;
CREATE INDEX case_file_of_organisation ON case_file (organisation, topic);
CREATE TABLE contact_moment (
	id INTEGER PRIMARY KEY,
	case_file INTEGER NOT NULL REFERENCES case_file,
	at INTEGER NOT NULL,
	person INTEGER NOT NULL REFERENCES person,
	channel INTEGER NOT NULL,        -- 1 mail, 2 phone, 3 letter, 4 visit
	answer INTEGER NOT NULL,         -- finding/finding.h; 0: none
	spoken_to_sealed BLOB,
	number_sealed BLOB,
	source_sealed BLOB,              -- where the number was found
	said_sealed BLOB NOT NULL,
	next_sealed BLOB
) STRICT;
CREATE INDEX contact_moment_of_case ON contact_moment (case_file);

-- What SQLite cannot know of a state before it counts: that nearly all notices
-- and deliveries are in the same one. It would look among all that were ever
-- sent for those of one notice.
ANALYZE sqlite_schema;
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
	('delivery', 'delivery_by_state', '1000000 250000 1'),
	('notice', 'notice_by_state', '1000000 250000');
ANALYZE sqlite_schema;
