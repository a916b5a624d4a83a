/**
 * Dreams frames in a thread of its own: WebAssembly on one core. It is told where the runtime, its
 * WebAssembly and a network lie, then is sent frames and keys and answers with the next frame.
 */

/** @typedef {{ort: string, wasm: string, model: string, sha256: string}} Places */
/** @typedef {{frames: Float32Array, context: number, key: number, turn: number}} Ask */

const SIZE = 64;

/** @type {any} */
let runtime = null;
/** @type {any} */
let session = null;

addEventListener("message", async ({ data }) => {
  try {
    if ("model" in data) await open(data);
    else await dream(data);
  } catch (error) {
    postMessage({ trouble: error instanceof Error ? error.message : String(error) });
  }
});

/** @param {Places} places */
async function open({ ort, wasm, model, sha256 }) {
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
async function dream({ frames, context, key, turn }) {
  const began = performance.now();
  const told = await session.run({
    frames: new runtime.Tensor("float32", frames, [1, context, SIZE, SIZE, 3]),
    key: new runtime.Tensor("int32", Int32Array.of(key), [1]),
  });
  const dreamed = Float32Array.from(told.dreamed.data);
  postMessage({ dreamed, turn, took: performance.now() - began }, { transfer: [dreamed.buffer] });
}
