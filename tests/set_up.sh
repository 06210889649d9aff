#!/usr/bin/env bash
# Brings what the tests need and pip cannot: a browser, Chinese fonts, PostgreSQL, LibreOffice, a
# vLLM server.
# Says plainly what is missing where the rights do not allow it; the tests then skip, under CI they fail.
set -euo pipefail
python=$1
here=$(cd "$(dirname "$0")" && pwd)

missing=()
command -v chromium >/dev/null || command -v chromium-browser >/dev/null || missing+=(chromium)
[ -n "$(find /usr/share/fonts -iname '*NotoSansCJK*' -print -quit 2>/dev/null)" ] || missing+=(fonts-noto-cjk)
command -v postgres >/dev/null || ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 || missing+=(postgresql)
# For old office files; 110 MB to fetch, 350 MB on the disk, half a minute.
command -v soffice >/dev/null || missing+=(libreoffice-writer libreoffice-calc libreoffice-impress)

if [ ${#missing[@]} -gt 0 ]; then
  if ! command -v apt-get >/dev/null; then
    echo "Tests that need them will skip: please install ${missing[*]} with your system's package manager."
  elif [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null; then
    root=()
    [ "$(id -u)" = 0 ] || root=(sudo -n)
    echo "Installing ${missing[*]}"
    "${root[@]}" apt-get update -qq
    DEBIAN_FRONTEND=noninteractive "${root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
  else
    echo "Tests that need them will skip: please run  sudo apt-get install ${missing[*]}"
  fi
fi

[ "${CI:-}" != true ] && [ "${KB_TEST_VLLM:-}" != 1 ] || "$python" "$here/servers/vllm_server.py" install
