# Watchword. `make demo` shows it, `make test` proves it; both install what they need first.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.ONESHELL:
.DEFAULT_GOAL := help

# Debian's packages that the build links with, and ca-certificates for webhooks by https.
PACKAGES := libyaml-dev libssl-dev libsystemd-dev libcurl4-openssl-dev libicu-dev libstemmer-dev libre2-dev libsqlite3-dev pkg-config ca-certificates
PREFIX ?= /usr/local
SYSCONFDIR ?= /etc
RELEASE := swift build -c release --static-swift-stdlib --product watchword
BENCH := swift build -c release --static-swift-stdlib --package-path Benchmarks --product bench

# Without dead stripping: the linker takes what counts the fuzzer's coverage for dead.
FUZZ := swift build -c release --package-path Fuzzing --sanitize fuzzer --disable-dead-strip --product fuzz
FUZZ_SECONDS ?= 600

.PHONY: help deps build release demo test webhook-interop-test mail-interop-test agreement crash-test fail-point-test delivery-crash-test power-test fault-test fuzz latency load bench lint format install clean

help: ## Show what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/make \1|\2/' | column -t -s '|'

deps: ## Install the Debian packages that are missing
	@missing=()
	for package in $(PACKAGES); do
	  dpkg-query --show --showformat='$${db:Status-Status}' "$$package" 2>/dev/null | grep -qx installed || missing+=("$$package")
	done
	if (( $${#missing[@]} )); then
	  echo "Installing Debian packages: $${missing[*]}"
	  sudo=(); [ "$$(id -u)" = 0 ] || sudo=(sudo)
	  log=$$(mktemp)
	  { "$${sudo[@]}" apt-get update && DEBIAN_FRONTEND=noninteractive "$${sudo[@]}" apt-get install --yes --no-install-recommends "$${missing[@]}"; } \
	    >"$$log" 2>&1 || { cat "$$log"; echo "Could not install the packages above."; exit 1; }
	  rm -f "$$log"
	fi
	command -v swift >/dev/null || { echo "Swift 6.2 or newer is needed: see https://www.swift.org/install"; exit 1; }

build: deps ## Build for development
	@swift build

release: deps ## Build the program as it is installed
	@echo "Building watchword (the first time takes some minutes)"
	log=$$(mktemp)
	$(RELEASE) >"$$log" 2>&1 || { cat "$$log"; exit 1; }
	rm -f "$$log"

demo: release ## Start a daemon on a temporary inbox, drop the sample articles in, show the alerts
	@seeds/demo "$$($(RELEASE) --show-bin-path)/watchword"

test: deps ## Run all tests
	@swift build --build-tests 2>&1 | grep -vE '^\[[0-9]+/[0-9]+\]|^(Fetching|Fetched|Computing|Computed|Creating|Working|Building|Updating|Updated|Resolving)' || true
	swift test --quiet --disable-xctest

webhook-interop-test: deps ## Let Standard Webhooks' own library check 1,000 signed alerts (needs python3 with venv, and PyPI)
	@swift build --product watchword
	work=$$(mktemp -d)
	trap 'rm -rf "$$work"' EXIT
	python3 -m venv "$$work/venv"
	"$$work/venv/bin/pip" install --quiet --disable-pip-version-check "standardwebhooks>=1.0,<2"
	"$$work/venv/bin/python" Tests/Interoperability/standardwebhooks/verify.py --program "$$(swift build --show-bin-path)/watchword"

agreement: deps ## Compare index and definition of the rules over a million random pairs of rule and article
	@WATCHWORD_PAIRS=1000000 swift test -c release -Xswiftc -enable-testing --disable-xctest --filter AgreementTests

crash-test: release ## Kill the daemon 200 times while 20,000 articles flow in, then count
	@swift run --quiet crash-test --program "$$($(RELEASE) --show-bin-path)/watchword" --kills 200 --articles 20000

fail-point-test: deps ## Kill a debug build 1,000 times, at every fail point and at random moments, then count
	@swift build --product watchword && swift build --product crash-test
	"$$(swift build --show-bin-path)/crash-test" points --program "$$(swift build --show-bin-path)/watchword" --kills 1000

delivery-crash-test: deps ## Kill a debug build 50 times while it tells three receivers, one of them down, one that flaps, then count
	@swift build --product watchword && swift build --product crash-test
	"$$(swift build --show-bin-path)/crash-test" deliveries --program "$$(swift build --show-bin-path)/watchword" --kills 50

power-test: deps ## Cut the power 200 times in a simulation: what was not synced is lost in part, then count
	@swift build --product watchword && swift build --product crash-test
	"$$(swift build --show-bin-path)/crash-test" power --program "$$(swift build --show-bin-path)/watchword" --cuts 200

fault-test: deps ## Let every call fail that can, slow the disk, lock the database for a minute
	@swift build --product watchword && swift build --product crash-test
	"$$(swift build --show-bin-path)/crash-test" faults --program "$$(swift build --show-bin-path)/watchword"

fuzz: deps ## Try queries, rule files and articles that nobody wrote (FUZZ_SECONDS=600 for each of five; ONLY="query match")
	@echo "Building the fuzzer (the first time takes some minutes)"
	log=$$(mktemp)
	$(FUZZ) >"$$log" 2>&1 || { cat "$$log"; exit 1; }
	rm -f "$$log"
	swift build --quiet --product fuzz-corpus
	corpus="$$(swift build --show-bin-path)/fuzz-corpus"
	fuzz="$$($(FUZZ) --show-bin-path)/fuzz"
	for target in $(or $(ONLY),query rules match layout import); do
	  work=$$(mktemp -d)
	  mkdir "$$work/found" "$$work/least"
	  "$$corpus" unpack Tests/Corpus/$$target.txt "$$work/known"
	  echo "$$target: $(FUZZ_SECONDS) s"
	  # No input may take 10 s, or 2 GB.
	  FUZZ_TARGET=$$target "$$fuzz" -max_total_time=$(FUZZ_SECONDS) -timeout=10 -rss_limit_mb=2048 -max_len=1000 -verbosity=0 \
	    -print_final_stats=1 -dict=Tests/Corpus/fuzz.dict -artifact_prefix="$$PWD/found-$$target-" "$$work/found" "$$work/known" 2>"$$work/log" \
	    || { grep -vE '^"|Dictionary' "$$work/log"; echo "What it found is in found-$$target-*"; exit 1; }
	  grep -E '^stat::|^Done' "$$work/log"
	  # The fewest inputs that reach all that was reached are kept for the tests.
	  FUZZ_TARGET=$$target "$$fuzz" -merge=1 -use_counters=0 -verbosity=0 "$$work/least" "$$work/known" "$$work/found" 2>"$$work/log" \
	    || { cat "$$work/log"; exit 1; }
	  "$$corpus" pack "$$work/least" Tests/Corpus/$$target.txt
	  echo "$$target: $$(wc -l <Tests/Corpus/$$target.txt) inputs in its corpus"
	  rm -rf "$$work"
	done

mail-interop-test: deps ## Send alerts nobody wants to read to a mail server of another make, and read every mail (needs Python with venv)
	@swift build --quiet --product mail-interop
	work=$$(mktemp -d)
	trap 'rm -rf "$$work"' EXIT
	python3 -m venv "$$work/venv"
	"$$work/venv/bin/pip" install --quiet --disable-pip-version-check aiosmtpd==1.4.6
	"$$work/venv/bin/python" -W ignore Tests/MailInterop/interop.py "$$(swift build --show-bin-path)/mail-interop"

latency: release ## Measure the time from closing a file to its alert on stdout (ARGS="--load 2000": under load)
	@swift run --quiet -c release --package-path Benchmarks latency --program "$$($(RELEASE) --show-bin-path)/watchword" $(ARGS)

load: release ## Measure files/s with a million files waiting (ARGS="soak": ten minutes at full load; ARGS="dead-endpoint": behind 10,000 alerts that wait; ARGS="--help" says more)
	@swift run --quiet -c release --package-path Benchmarks load $(or $(firstword $(ARGS)),backlog) \
	  --program "$$($(RELEASE) --show-bin-path)/watchword" $(wordlist 2,99,$(ARGS))

bench: deps ## Measure what matching costs, beside plain reading (ARGS="--help" says more)
	@echo "Building the benchmark (the first time takes some minutes)" >&2
	log=$$(mktemp)
	$(BENCH) >"$$log" 2>&1 || { cat "$$log"; exit 1; }
	rm -f "$$log"
	"$$($(BENCH) --show-bin-path)/bench" $(ARGS)

lint: ## Check the formatting
	@swift format lint --strict --recursive Sources Tests Benchmarks Fuzzing/Sources Fuzzing/Package.swift Package.swift

format: ## Format the code
	@swift format --in-place --recursive Sources Tests Benchmarks Fuzzing/Sources Fuzzing/Package.swift Package.swift

install: release ## Install below PREFIX (/usr/local), units and settings included; DESTDIR is honoured
	@bin=$$($(RELEASE) --show-bin-path)
	share=$(DESTDIR)$(PREFIX)/share
	install -D -m 0755 "$$bin/watchword" $(DESTDIR)$(PREFIX)/bin/watchword
	install -D -m 0644 systemd/watchword.service $(DESTDIR)$(PREFIX)/lib/systemd/system/watchword.service
	sed -i 's#/usr/local#$(PREFIX)#g' $(DESTDIR)$(PREFIX)/lib/systemd/system/watchword.service
	install -D -m 0644 systemd/sysusers.d/watchword.conf $(DESTDIR)$(PREFIX)/lib/sysusers.d/watchword.conf
	install -D -m 0644 systemd/tmpfiles.d/watchword.conf $(DESTDIR)$(PREFIX)/lib/tmpfiles.d/watchword.conf
	install -D -m 0644 -t $$share/doc/watchword README.md CHANGELOG.md Documentation/*.md Documentation/*.schema.json
	install -D -m 0644 -t $$share/doc/watchword/rules rules/*.yaml
	install -D -m 0644 -t $$share/doc/watchword/rules/lists rules/lists/*.txt
	install -D -m 0644 -t $$share/doc/watchword/seeds seeds/*.txt seeds/*.md
	install -d $(DESTDIR)$(SYSCONFDIR)/watchword/rules
	[ -e $(DESTDIR)$(SYSCONFDIR)/watchword/watchword.yaml ] || install -m 0644 systemd/watchword.yaml $(DESTDIR)$(SYSCONFDIR)/watchword/
	install -d $$share/bash-completion/completions $$share/zsh/site-functions $$share/fish/vendor_completions.d
	"$$bin/watchword" --generate-completion-script bash >$$share/bash-completion/completions/watchword
	"$$bin/watchword" --generate-completion-script zsh >$$share/zsh/site-functions/_watchword
	"$$bin/watchword" --generate-completion-script fish >$$share/fish/vendor_completions.d/watchword.fish

clean: ## Remove what was built
	@rm -rf .build Benchmarks/.build Fuzzing/.build
