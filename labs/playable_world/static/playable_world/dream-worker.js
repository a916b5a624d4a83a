/**
 * Dreams frames in a thread of its own: WebAssembly on one core. It is told where the runtime, its
 * WebAssembly and a network lie, then is sent frames and keys and answers with the next frame.
 */

import { noise, path } from "./flow.js";

/** @typedef {{ort: string, wasm: string, model: string, sha256: string, flow?: number}} Places */
/** @typedef {{frames: Float32Array, context: number, key: number, frame: number, turn: number}} Ask */

const SIZE = 64;

/** @type {any} */
let runtime = null;
/** @type {any} */
let session = null;
/** Steps from noise to a frame; 0 where a frame is painted at once. */
let steps = 0;

addEventListener("message", async ({ data }) => {
  try {
    if ("model" in data) await open(data);
    else await dream(data);
  } catch (error) {
    postMessage({ trouble: error instanceof Error ? error.message : String(error) });
  }
});

/** @param {Places} places */
async function open({ ort, wasm, model, sha256, flow = 0 }) {
  if (!runtime) {
    runtime = await import(ort);
    runtime.env.wasm.numThreads = 1;
    runtime.env.wasm.wasmPaths = { wasm };
  }
  const answer = await fetch(model);
  if (!answer.ok) throw new Error(`the network ${model} did not come (${answer.status}); load the page again`);
  const bytes = await answer.arrayBuffer();
  await check(bytes, sha256, model);
  const opened = await runtime.InferenceSession.create(bytes, { executionProviders: ["wasm"] });
  await session?.release();
  session = opened;
  steps = flow;
  postMessage({ ready: sha256 });
}

/** Browsers hash only on pages that came safely. @param {ArrayBuffer} bytes @param {string} wanted @param {string} name */
async function check(bytes, wanted, name) {
  if (!self.crypto?.subtle) return;
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  const found = [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  if (found !== wanted) {
    throw new Error(`${name} has SHA-256 ${found.slice(0, 12)}…, but its card says ${wanted.slice(0, 12)}…; it is not played`);
  }
}

/** @param {Ask} ask */
async function dream({ frames, context, key, frame, turn }) {
  const began = performance.now();
  const given = {
    frames: new runtime.Tensor("float32", frames, [1, context, SIZE, SIZE, 3]),
    key: new runtime.Tensor("int32", Int32Array.of(key), [1]),
  };
  const dreamed = steps ? await drawn(given, frame) : (await session.run(given)).dreamed.data.slice();
  postMessage({ dreamed, turn, took: performance.now() - began }, { transfer: [dreamed.buffer] });
}

/** Go from noise to a frame; the noise follows from the frame's number. @param {object} given @param {number} frame */
async function drawn(given, frame) {
  let mixed = noise(0, frame, SIZE * SIZE * 3).map((each) => (each + 1) / 2);
  for (const { level, share } of path(steps)) {
    const told = await session.run({
      ...given,
      mixed: new runtime.Tensor("float32", mixed, [1, SIZE, SIZE, 3]),
      level: new runtime.Tensor("int32", Int32Array.of(level), [1]),
    });
    mixed = mixed.map((each, place) => each + share * (told.dreamed.data[place] - each));
  }
  return mixed;
}
