#@ A template: deploy/packaging/fill.sh puts in what stands between the @ signs, and leaves these lines out.
# Homebrew formula of the released binaries, for a tap.
class Scripta < Formula
  desc "Turn recordings into words, with who said them and when, offline"
  homepage "https://github.com/@REPOSITORY@"
  version "@VERSION@"
  license any_of: ["MIT", "Apache-2.0"]

  on_macos do
    on_arm do
      url "https://github.com/@REPOSITORY@/releases/download/v@VERSION@/scripta-@VERSION@-aarch64-apple-darwin.tar.gz"
      sha256 "@SHA256_aarch64-apple-darwin@"
    end
    on_intel do
      url "https://github.com/@REPOSITORY@/releases/download/v@VERSION@/scripta-@VERSION@-x86_64-apple-darwin.tar.gz"
      sha256 "@SHA256_x86_64-apple-darwin@"
    end
  end

  on_linux do
    on_arm do
      url "https://github.com/@REPOSITORY@/releases/download/v@VERSION@/scripta-@VERSION@-aarch64-unknown-linux-gnu.tar.gz"
      sha256 "@SHA256_aarch64-unknown-linux-gnu@"
    end
    on_intel do
      url "https://github.com/@REPOSITORY@/releases/download/v@VERSION@/scripta-@VERSION@-x86_64-unknown-linux-gnu.tar.gz"
      sha256 "@SHA256_x86_64-unknown-linux-gnu@"
    end
  end

  def install
    bin.install "scripta"
    bash_completion.install "completions/scripta.bash" => "scripta"
    fish_completion.install "completions/scripta.fish"
    zsh_completion.install "completions/_scripta"
    man1.install Dir["man/*.1"]
    doc.install "deploy", "docs", "examples", "models", "THIRD-PARTY.txt"
  end

  def caveats
    "WMA, AMR, AVI and other formats that Scripta doesn't decode itself need ffmpeg: brew install ffmpeg"
  end

  service do
    run [opt_bin/"scripta", "serve"]
    keep_alive crashed: true
    log_path var/"log/scripta.log"
    error_log_path var/"log/scripta.log"
  end

  test do
    assert_match version.to_s, shell_output("#{bin}/scripta --version")
    output = shell_output("#{bin}/scripta transcribe #{doc}/examples/conversation.wav -f txt --no-history")
    assert_match "hello", output.downcase
  end
end
