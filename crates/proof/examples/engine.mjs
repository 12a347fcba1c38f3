// Gives each input of a file to the engine as a WebAssembly module, and writes the answers.
// usage: node engine.mjs ENGINE.wasm INPUTS ANSWERS; both files have a JSON object a line.

import { readFileSync, writeFileSync } from "node:fs";

const [wasm, inputs, answers] = process.argv.slice(2);
const module = new WebAssembly.Module(readFileSync(wasm));
const start = () => new WebAssembly.Instance(module, {}).exports;

let engine = start();
const answer = (input) => {
  const bytes = new TextEncoder().encode(input);
  const to = engine.room(bytes.length);
  new Uint8Array(engine.memory.buffer, to, bytes.length).set(bytes);
  const length = engine.answer();
  // The memory may have grown, which makes a new buffer of it.
  return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(
    new Uint8Array(engine.memory.buffer, engine.at(), length),
  );
};

const out = [];
for (const line of readFileSync(inputs, "utf8").split("\n").filter(Boolean)) {
  const { name, input } = JSON.parse(line);
  try {
    out.push(JSON.stringify({ name, answer: answer(input) }));
  } catch (error) {
    out.push(JSON.stringify({ name, answer: `the module failed: ${error}` }));
    engine = start();
  }
}
writeFileSync(answers, out.join("\n") + "\n");
