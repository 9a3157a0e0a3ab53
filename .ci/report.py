"""Reads `go test -json` and says what failed and why, what was skipped, and where the time went.

Fails when a test failed, when none ran, and, with SAMVERKAN_REQUIRE_ALL set, when one was skipped.
"""

import json
import os
import sys

SLOWEST = 15


def main():
    output = {}  # (package, test) -> its lines
    result = {"pass": [], "fail": [], "skip": []}
    packages = {}  # package -> seconds
    broken = []  # packages that failed as a whole: they do not build, or a test ended the process
    build_output = []
    for line in sys.stdin:
        try:
            event = json.loads(line)
        except ValueError:
            print(line, end="")
            continue
        action, package, test = event["Action"], event.get("Package", ""), event.get("Test")
        if action == "build-output":
            build_output.append(event["Output"])
        elif action == "output":
            output.setdefault((package, test), []).append(event["Output"])
        elif action in result and test:
            if action == "fail":
                print(f"failed: {package} {test}", file=sys.stderr, flush=True)  # at once; why is told at the end
            result[action].append((event.get("Elapsed", 0), package, test))
        elif action in result:
            packages[package] = event.get("Elapsed", 0)
            if action == "fail":
                broken.append(package)

    failed_packages = {package for _, package, _ in result["fail"]}
    print("".join(build_output), end="")
    for _, package, test in result["fail"]:
        print("".join(output.get((package, test), [])), end="")
    for package in broken:
        if package not in failed_packages:
            print(f"{package} failed:\n" + "".join("".join(v) for (p, _), v in output.items() if p == package)[-10000:])
    for _, package, test in result["skip"]:
        print(f"skipped: {package} {test}\n" + "".join(output.get((package, test), [])), end="")

    print("\npackages by time")
    for package, seconds in sorted(packages.items(), key=lambda p: -p[1]):
        print(f"{seconds:8.2f} s  {package}")
    print(f"\nthe {SLOWEST} slowest tests")
    top = [t for t in result["pass"] + result["fail"] if "/" not in t[2]]
    for seconds, package, test in sorted(top, reverse=True)[:SLOWEST]:
        print(f"{seconds:8.2f} s  {package} {test}")

    passed, failed, skipped = (len(result[r]) for r in ("pass", "fail", "skip"))
    failed += len([p for p in broken if p not in failed_packages])
    print(f"\n{passed} passed, {failed} failed, {skipped} skipped")
    required = os.environ.get("SAMVERKAN_REQUIRE_ALL") and skipped
    return 1 if failed or required or not passed else 0


sys.exit(main())
