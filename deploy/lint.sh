#!/usr/bin/env bash
# Looks through the files of delivery without running any: CI does, and everybody can. Python's package
# index has the linters (deploy/lint.txt); kubectl puts the manifests together.
set -euo pipefail
cd "$(dirname "$0")/.."

hadolint deploy/Dockerfile deploy/Dockerfile.cuda
mapfile -t scripts < <(git ls-files --cached --others --exclude-standard '*.sh' .ci/run)
shellcheck --external-sources "${scripts[@]}" deploy/packaging/PKGBUILD
yamllint --strict .github .pre-commit-config.yaml .yamllint.yaml deploy
check-jsonschema --builtin-schema vendor.github-workflows .github/workflows/*.yml
check-jsonschema --builtin-schema vendor.compose-spec deploy/compose.yaml

manifests=$(mktemp -d)
trap 'rm -rf "$manifests"' EXIT
for folder in base gpu; do
    kubectl kustomize "deploy/kubernetes/$folder" > "$manifests/$folder.yaml"
done
# Once as they are, once as they are put together.
kubernetes-validate --strict --quiet "$manifests"/*.yaml \
    deploy/kubernetes/base/{configmap,deployment,persistentvolumeclaim,secret.example,service}.yaml

codespell
if command -v ruby >/dev/null; then
    ruby -c deploy/packaging/scripta.rb >/dev/null
fi
echo "nothing to mend"
