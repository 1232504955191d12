#!/usr/bin/env bash
# Makes the Homebrew formula and the PKGBUILD of a release:
#
#     deploy/packaging/fill.sh OWNER/NAME dist/SHA256SUMS dist
#
# puts the repository, the version of Cargo.toml and the checksums of the archives into scripta.rb and
# PKGBUILD, and writes both to the folder. A checksum that is missing is an error.
set -euo pipefail

if [[ $# != 3 ]]; then
    echo "usage: $0 OWNER/NAME SHA256SUMS FOLDER" >&2
    exit 2
fi
repository=$1 sums=$2 folder=$3
here=$(cd "$(dirname "$0")" && pwd)
version=$("$here/../release.sh" -V)

script="s|@REPOSITORY@|$repository|g; s|@VERSION@|$version|g"
while read -r sum file; do
    target=${file#"scripta-$version-"}
    script+="; s|@SHA256_${target%.tar.gz}@|$sum|g"
done < "$sums"
for file in scripta.rb PKGBUILD; do
    sed -e '/^#@/d' -e "$script" "$here/$file" > "$folder/$file"
    if grep -n '@[A-Z].*@' "$folder/$file"; then
        echo "$0: $sums has nothing for these" >&2
        exit 1
    fi
done
