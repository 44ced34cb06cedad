// @ts-check
/**
 * Knows how two processes are kept from one thing at once: an installation, a build, a server's start. The lock is a file with
 * the process ids of its holder and of the programs it started, one a line: it is dead when all of
 * them are. So a killed holder whose installer still runs is waited for.
 */
const { appendFileSync, mkdirSync, readFileSync } = require('fs');
const { statSync, unlinkSync, writeFileSync } = require('fs');
const { uptime } = require('os');
const { dirname } = require('path');

const POLL_MS = 200;
/** Taking a dead lock away takes two file operations; who needs longer died meanwhile. */
const TAKE_OVER_MS = 10000;

/**
 * @template T
 * @param {string} file
 * @param {(holder: string, since: Date) => void} onWait
 *   Called once, if somebody else holds it; what it throws ends the waiting.
 * @param {() => Promise<T>} action
 * @returns {Promise<T>}
 */
async function withLock(file, onWait, action) {
  mkdirSync(dirname(file), { recursive: true });
  let waited = false;
  while (!tryLock(file)) {
    const held = readOrUndefined(file);
    if (held === undefined) continue;
    const dead = isDead(file, held);
    if (dead) takeAway(file, held);
    // A holder that has not written its id yet is nobody to be told of.
    if (dead || held.trim() === '') {
      await new Promise((resolve) => setTimeout(resolve, POLL_MS / 10));
      continue;
    }
    if (!waited)
      onWait(held.trim().split('\n').join(', '), new Date(statOrUndefined(file) ?? Date.now()));
    waited = true;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  try {
    return await action();
  } finally {
    remove(file);
  }
}

/**
 * Adds a program that works under the lock.
 * @param {string} file
 * @param {number} pid
 */
function addToLock(file, pid) {
  appendFileSync(file, pid + '\n');
}

/** @param {string} file */
function tryLock(file) {
  try {
    writeFileSync(file, process.pid + '\n', { flag: 'wx' });
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/**
 * @param {string} file
 * @param {string} held
 */
function isDead(file, held) {
  const pids = held.split('\n').map(Number);
  const writtenAt = statOrUndefined(file);
  if (writtenAt === undefined) return true;
  // A process id from before the machine was started belongs to somebody else by now.
  if (writtenAt < Date.now() - uptime() * 1000) return true;
  // Between creating the file and writing into it there is a moment without any id.
  if (held.trim() === '') return writtenAt < Date.now() - 5000;
  return !pids.some((pid) => pid > 0 && isAlive(pid));
}

/**
 * Whether a process exists; one that may not be signalled exists, too.
 * @param {number} pid
 */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

/**
 * One of several waiters takes over at a time, and it looks again first: a faster one may have a lock
 * of its own under this name by now.
 * @param {string} file
 * @param {string} held
 */
function takeAway(file, held) {
  const takeOver = file + '.take-over';
  if (!tryLock(takeOver)) {
    const since = statOrUndefined(takeOver);
    if (since !== undefined && since < Date.now() - TAKE_OVER_MS) remove(takeOver);
    return;
  }
  try {
    if (readOrUndefined(file) === held) remove(file);
  } finally {
    remove(takeOver);
  }
}

/** @param {string} file */
function remove(file) {
  try {
    unlinkSync(file);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
}

/** @param {string} file */
function readOrUndefined(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** @param {string} file */
function statOrUndefined(file) {
  try {
    return statSync(file).mtimeMs;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** @param {unknown} error */
function codeOf(error) {
  return /** @type {{ code?: string }} */ (error).code;
}

module.exports = { withLock, addToLock, isAlive };
