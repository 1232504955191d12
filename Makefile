# Everything a fresh Debian machine with rustup needs: `make demo` and `make test`.

.PHONY: demo test check audit build-needs test-needs

SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)
DEMO := demo-output

# Builds the release binary and transcribes the example conversation with the bundled model.
demo: build-needs
	cargo build --release --locked
	mkdir -p $(DEMO)
	./target/release/scripta transcribe examples/conversation.wav --no-history -f txt
	./target/release/scripta transcribe examples/conversation.wav --no-history -f srt,json -o $(DEMO) --overwrite -q
	@echo
	@echo "Subtitles and the full transcript are in $(DEMO)/conversation.srt and $(DEMO)/conversation.json"

# The whole test suite.
test: test-needs
	cargo test --locked

# What CI runs beside the tests.
check: build-needs
	cargo fmt --check
	cargo clippy --locked --all-targets -- -D warnings
	RUSTDOCFLAGS="-D warnings" cargo doc --locked --no-deps --document-private-items

# Licences, advisories and sources of all dependencies.
audit:
	command -v cargo-deny >/dev/null || cargo install --locked cargo-deny
	cargo deny --all-features check

# cmake and a C++ compiler, for whisper.cpp and libopus.
build-needs:
	@command -v cmake >/dev/null && command -v c++ >/dev/null || { \
		$(SUDO) apt-get update && $(SUDO) apt-get install -y --no-install-recommends cmake g++ make; }

# ffmpeg makes the tests' files, openssl a certificate, Chromium opens the page; without them those
# tests are reported as ignored. Ubuntu has no package of chromium-driver.
test-needs: build-needs
	@command -v ffmpeg >/dev/null && command -v openssl >/dev/null || { \
		$(SUDO) apt-get update && $(SUDO) apt-get install -y --no-install-recommends ffmpeg openssl; }
	@command -v chromedriver >/dev/null || { \
		$(SUDO) apt-get update; \
		if apt-cache show chromium-driver >/dev/null 2>&1; then \
			$(SUDO) apt-get install -y --no-install-recommends chromium chromium-driver; \
		else echo "chromedriver is missing: the test of the page is left out"; fi; }
