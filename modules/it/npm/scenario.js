// What a script under scripts/ imports. StockClients.java is the other end: one JSON object a line, questions and the
// result on standard output, answers on standard input.
import { createInterface } from 'node:readline';

const UNTIL_MILLIS = 60_000;

// What the clients print must not get between the lines of the test.
console.log = console.info = console.warn = console.error;

const questions = [];
let lines;

function tell(line) {
  return new Promise(done => process.stdout.write(JSON.stringify(line) + '\n', done));
}

function answered(line) {
  const question = questions.shift();
  const answer = JSON.parse(line);
  if ('refused' in answer) {
    question.reject(new Error(answer.refused));
  } else {
    question.resolve(answer.answer);
  }
}

/**
 * Has the test do something in the middle of a script, such as kill a node, and waits until it is done.
 *
 * @param {string} what the name of the test's step
 * @param {*} [value] any JSON
 * @returns {Promise<*>} what the step gave
 */
export function ask(what, value = null) {
  return new Promise((resolve, reject) => {
    questions.push({ resolve, reject });
    tell({ ask: what, value });
  });
}

/**
 * Waits until a condition holds; fails with its text, and with what `seen` tells, when that takes longer than the limit.
 *
 * @param {function(): *} condition asked every few milliseconds
 * @param {function(): *} [seen] what to show when it fails
 * @param {number} [limitMillis]
 * @returns {Promise<*>} the first true value
 */
export async function until(condition, seen = () => '', limitMillis = UNTIL_MILLIS) {
  const end = Date.now() + limitMillis;
  for (;;) {
    const value = condition();
    if (value) {
      return value;
    }
    if (Date.now() > end) {
      throw new Error(`not within ${limitMillis} ms: ${condition} ${JSON.stringify(seen())}`);
    }
    await new Promise(resolve => setTimeout(resolve, 5));
  }
}

/**
 * Runs a script: what it returns is its result, what it throws fails the test. Then the process ends, whatever is open.
 *
 * @param {function(*): Promise<*>} script gets the test's input
 */
export async function scenario(script) {
  lines = createInterface({ input: process.stdin });
  const input = JSON.parse(await new Promise(resolve => lines.once('line', resolve)));
  lines.on('line', answered);
  process.on('uncaughtException', fail);
  process.on('unhandledRejection', fail);
  try {
    const result = await script(input);
    await tell({ result: result ?? null });
    process.exit(0);
  } catch (e) {
    await fail(e);
  }
}

async function fail(e) {
  await tell({ failed: String(e?.stack ?? e) });
  process.exit(1);
}
