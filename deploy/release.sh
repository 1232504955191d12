#!/usr/bin/env bash
# Packs a binary for those who download it; the release workflow and people use it alike:
#
#     deploy/for-cpu.sh x86-64-v3 cargo build --release --locked --target-dir target/v3
#     deploy/release.sh -l x86-64-v3 x86_64-unknown-linux-gnu target/v3/release/scripta
#
# writes dist/scripta-VERSION-x86_64-unknown-linux-gnu-v3.tar.gz and prints its path. Only files
# that git knows go in beside the binary, under the paths that they have here, so that links work. The
# same files give the same archive to the byte, whoever packs it, and when.
set -euo pipefail

usage() {
    cat >&2 <<EOF
usage: $0 [-l LEVEL] [-n NOTICES] [-o FOLDER] TARGET BINARY
       $0 -V
  -l LEVEL    processors that the binary is for, as deploy/for-cpu.sh has them: the end of the name
  -n NOTICES  file with the licences of what the binary is linked with (deploy/notices.py)
  -o FOLDER   where the archive goes [default: dist]
  -V          print the version, and pack nothing
EOF
    exit 2
}

level='' notices='' output=''
while getopts l:n:o:V option; do
    case $option in
        l) level=-${OPTARG#x86-64-} ;;
        n) notices=$(realpath "$OPTARG") ;;
        o) output=$OPTARG ;;
        V) version_only=yes ;;
        *) usage ;;
    esac
done
shift $((OPTIND - 1))

root=$(cd "$(dirname "$0")/.." && pwd)
version=$(awk -F '"' '/^version *=/ { print $2; exit }' "$root/Cargo.toml")
if [[ -n ${version_only:-} ]]; then
    echo "$version"
    exit
fi
[[ $# = 2 ]] || usage
target=$1
binary=$(realpath "$2")
mkdir -p "${output:=$root/dist}"
output=$(realpath "$output")
cd "$root"

# GNU's tar sorts and forgets owners; on macOS it goes by another name.
tar=tar
if ! tar --version 2>/dev/null | grep -q GNU; then
    tar=gtar
    command -v gtar >/dev/null || {
        echo "$0: GNU tar is needed: brew install gnu-tar" >&2
        exit 1
    }
fi

name=scripta-$version-$target$level
staging=$(mktemp -d)
trap 'rm -rf "$staging"' EXIT
mkdir "$staging/$name"
git ls-files -z -- CHANGELOG.md LICENSE-APACHE LICENSE-MIT README.md completions \
    deploy/README.md deploy/scripta.env deploy/scripta.service docs examples man models/README.md models/licences \
    | "$tar" --create --null --files-from=- | "$tar" --extract --directory="$staging/$name"
install -m 755 "$binary" "$staging/$name/scripta"
[[ -z $notices ]] || install -m 644 "$notices" "$staging/$name/THIRD-PARTY.txt"

epoch=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}
archive=$output/$name.tar.gz
"$tar" --create --directory="$staging" --format=ustar --sort=name --mtime="@$epoch" \
    --owner=0 --group=0 --numeric-owner --mode=u=rwX,go=rX "$name" | gzip -9n > "$archive.part"
mv "$archive.part" "$archive"
echo "$archive"
