#!/usr/bin/env bash
# Exits with 0 if the service on this machine answers GET /health: the HEALTHCHECK of the images. They
# have bash anyway, and openssl for the certificates, but no curl.
set -euo pipefail

port=${1:-8000}
request=$'GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'
if [[ -n ${SCRIPTA_TLS_CERT:-} ]]; then
    # Whether the certificate is a good one is for clients to say, and how the connection ends doesn't
    # matter.
    answer=$(printf %s "$request" | openssl s_client -quiet -connect "127.0.0.1:$port" 2>/dev/null) || true
else
    exec 3<>"/dev/tcp/127.0.0.1/$port"
    printf %s "$request" >&3
    answer=$(cat <&3)
fi
[[ $answer == "HTTP/1.1 200 "* ]]
