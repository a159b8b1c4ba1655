# Makefile: the ways in; meson does the work
# SPDX-License-Identifier: EUPL-1.2

BUILD = build

.PHONY: demo check check-long clean

demo: # see it work, in a folder of its own
	@tool/install build
	@TARGETS=src/run/dijkwacht TEST=no tool/check $(BUILD)
	$(BUILD)/src/run/dijkwacht demo --folder demo

check: # all tests; the last line counts them
	@tool/install build test
	@tool/check $(BUILD) || :
	@tool/count $(BUILD)/meson-logs/testlog.json

check-long: # kills, benches and fuzzers, as long as they deserve
	@tool/install build test ci
	@KILLS=50 SECONDS_EACH=60 tool/long build-long || :
	@tool/count build-long/long.tap

clean:
	rm -rf build build-* demo demo.key
