// Compares two files with a package from npm, as often as asked; one line of JSON in, one out.
//
// The clock runs here, around the comparison alone, so that neither Node's start nor the pipe counts.
"use strict";

const { readFileSync } = require("node:fs");
const { createRequire } = require("node:module");
const { performance } = require("node:perf_hooks");
const readline = require("node:readline");

const installed = createRequire(`${process.argv[2]}/package.json`);
const { diffWords } = installed("diff");
const DiffMatchPatch = installed("diff-match-patch");

const rivals = {
  // Runs of { value, added, removed }.
  diff: (old, now) =>
    diffWords(old, now).map((run) => [run.added || run.removed, run.value]),
  // Its search stops after a second and its answer is tidied for readers, as its manual advises.
  "diff-match-patch": (old, now) => {
    const matcher = new DiffMatchPatch();
    const runs = matcher.diff_main(old, now);
    matcher.diff_cleanupSemantic(runs);
    return runs.map(([kind, text]) => [kind !== 0, text]);
  },
};

readline.createInterface({ input: process.stdin }).on("line", (line) => {
  const { rival, old, now } = JSON.parse(line);
  const texts = [old, now].map((path) => readFileSync(path, "utf8"));
  const start = performance.now();
  const runs = rivals[rival](...texts);
  const milliseconds = performance.now() - start;
  let marked = 0;
  for (const [changed, text] of runs) {
    if (changed) marked += [...text.replace(/\s/gu, "")].length;
  }
  process.stdout.write(`${JSON.stringify({ milliseconds, marked })}\n`);
});
