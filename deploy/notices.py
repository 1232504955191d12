#!/usr/bin/env python3
"""Writes the licences of everything that a binary is linked with, as those licences ask for.

    deploy/notices.py [TARGET...] > THIRD-PARTY.txt

Crates come from `cargo metadata`, for the targets given or for all; what is needed for building or
testing alone is left out. The texts are those in the crates, with those of the C libraries inside them,
each text once.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

NAMES = re.compile(r"(un)?licen[cs]e|copying|notice|copyright", re.IGNORECASE)
# What comes along with a library, and isn't compiled.
ASIDE = {"bench", "benches", "examples", "fuzz", "samples", "test", "tests", "third_party_tests"}
SUFFIXES = {"", ".md", ".txt", ".rst", ".mit", ".apache", ".apache2", ".bsd"}


def metadata(targets: list[str]) -> dict:
    command = ["cargo", "metadata", "--locked", "--format-version", "1"]
    for target in targets:
        command += ["--filter-platform", target]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)


def linked(graph: dict) -> list[dict]:
    """The packages that end up in the binary, sorted, without our own."""
    nodes = {node["id"]: node for node in graph["resolve"]["nodes"]}
    root = graph["resolve"]["root"]
    found, waiting = set(), [root]
    while waiting:
        package = waiting.pop()
        if package in found:
            continue
        found.add(package)
        for dependency in nodes[package]["deps"]:
            if any(kind["kind"] is None for kind in dependency["dep_kinds"]):
                waiting.append(dependency["pkg"])
    packages = [package for package in graph["packages"] if package["id"] in found - {root}]
    return sorted(packages, key=lambda package: (package["name"], package["version"]))


def texts(package: dict) -> list[str]:
    folder = Path(package["manifest_path"]).parent
    found = []
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        if ASIDE.isdisjoint(inside.parts) and NAMES.match(path.name):
            if path.suffix.lower() in SUFFIXES and path.is_file():
                text = path.read_text(encoding="utf-8", errors="replace")
                found.append("\n".join(line.rstrip() for line in text.strip().splitlines()))
    return list(dict.fromkeys(found))


def main() -> None:
    packages = linked(metadata(sys.argv[1:]))
    users: dict[str, list[str]] = {}
    print("Scripta is linked with these libraries; their licences follow.\n")
    for package in packages:
        name = f"{package['name']} {package['version']}"
        licence = package["license"] or "see its text below"
        line = f"{name}: {licence}"
        if package["repository"]:
            line += f", {package['repository']}"
        print(line)
        for text in texts(package):
            users.setdefault(text, []).append(name)
    for text, names in users.items():
        print("\n" + "-" * 80 + "\n" + ", ".join(names) + ":\n\n" + text)


main()
