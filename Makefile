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

.PHONY: help deps build release demo test agreement crash-test latency bench lint format install clean

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

agreement: deps ## Compare index and definition of the rules over a million random pairs of rule and article
	@WATCHWORD_PAIRS=1000000 swift test -c release -Xswiftc -enable-testing --disable-xctest --filter AgreementTests

crash-test: release ## Kill the daemon 200 times while 20,000 articles flow in, then count
	@swift run --quiet crash-test --program "$$($(RELEASE) --show-bin-path)/watchword" --kills 200 --articles 20000

latency: release ## Measure the time from closing a file to its alert on stdout
	@swift run --quiet -c release --package-path Benchmarks latency --program "$$($(RELEASE) --show-bin-path)/watchword"

bench: deps ## Measure what matching costs, beside plain reading (ARGS="--help" says more)
	@echo "Building the benchmark (the first time takes some minutes)" >&2
	log=$$(mktemp)
	$(BENCH) >"$$log" 2>&1 || { cat "$$log"; exit 1; }
	rm -f "$$log"
	"$$($(BENCH) --show-bin-path)/bench" $(ARGS)

lint: ## Check the formatting
	@swift format lint --strict --recursive Sources Tests Benchmarks Package.swift

format: ## Format the code
	@swift format --in-place --recursive Sources Tests Benchmarks Package.swift

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
	install -D -m 0644 -t $$share/doc/watchword/seeds seeds/*.txt seeds/*.md
	install -d $(DESTDIR)$(SYSCONFDIR)/watchword/rules
	[ -e $(DESTDIR)$(SYSCONFDIR)/watchword/watchword.yaml ] || install -m 0644 systemd/watchword.yaml $(DESTDIR)$(SYSCONFDIR)/watchword/
	install -d $$share/bash-completion/completions $$share/zsh/site-functions $$share/fish/vendor_completions.d
	"$$bin/watchword" --generate-completion-script bash >$$share/bash-completion/completions/watchword
	"$$bin/watchword" --generate-completion-script zsh >$$share/zsh/site-functions/_watchword
	"$$bin/watchword" --generate-completion-script fish >$$share/fish/vendor_completions.d/watchword.fish

clean: ## Remove what was built
	@rm -rf .build Benchmarks/.build
