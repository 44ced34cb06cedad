// @ts-check
/**
 * Installs the npm packages by the lock file, and shows how far it is. Knows nothing of what they
 * are for.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import locks from './lock.cjs';
import packages from './packages.cjs';
import { runVisibly } from './programs.mjs';
import searchPath from './search-path.cjs';

/** Milliseconds between two lines where a line cannot be redrawn. */
const LINE_EVERY_MS = 10_000;

/**
 * `npm ci`, if node_modules is not what package-lock.json asks for.
 * @param {string} root
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<boolean>} false if npm failed; it has said why
 */
export async function installPackages(root, env) {
  if (!existsSync(join(root, 'package-lock.json'))) {
    const mend = 'take it back with git checkout package-lock.json';
    console.error(`package-lock.json is missing; ${mend}`);
    return false;
  }
  if (isWhole(root)) return true;
  const lock = join(root, '.tools', 'npm.lock');
  const onWait = (/** @type {string} */ holder) =>
    console.log(`npm packages: waiting for process ${holder}, which installs them`);
  return locks.withLock(lock, onWait, async () => {
    if (isWhole(root)) return true;
    rmSync(markerOf(root), { force: true });
    const stop = showProgress(root);
    const code = await runNpm(root, env, (pid) => locks.addToLock(lock, pid));
    stop();
    if (code !== 0) {
      console.error(`npm ci ended with exit code ${code}; mend what it says above and start again`);
      return false;
    }
    writeFileSync(markerOf(root), checksumOf(root));
    return true;
  });
}

/**
 * @param {string} root
 * @param {NodeJS.ProcessEnv} env
 * @param {(pid: number) => void} onStart
 */
function runNpm(root, env, onStart) {
  // `--include=dev`: NODE_ENV=production would leave out what the workspace is built with.
  const args = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
  const script = env['npm_execpath'];
  const options = { cwd: root, env, quiet: true, onStart };
  if (script !== undefined && script.endsWith('.js') && script.includes('npm-cli')) {
    return runVisibly(process.execPath, [script, ...args], options);
  }
  const npm = searchPath.findProgram('npm', env['PATH']);
  if (npm === undefined) throw new Error('npm was found before and is gone from PATH');
  return runVisibly(npm, args, options);
}

/** @param {string} root */
function isWhole(root) {
  const lock = readLock(join(root, 'package-lock.json'));
  if (lock === undefined) throw new Error('package-lock.json is not JSON');
  return packages.isInstalled(
    { checksum: checksumOf(root), lock },
    {
      marker: existsSync(markerOf(root)) ? readFileSync(markerOf(root), 'utf8') : undefined,
      record: readLock(join(root, 'node_modules', '.package-lock.json')),
      missing: packages.expectedFolders(lock).filter((folder) => !isThere(root, folder)),
    },
  );
}

/**
 * @param {string} root
 * @returns {() => void} ends it
 */
function showProgress(root) {
  const startedAt = Date.now();
  const lock = readLock(join(root, 'package-lock.json'));
  const folders = lock ? packages.expectedFolders(lock) : [];
  const redraw = process.stdout.isTTY === true;
  const show = () => {
    const done = folders.filter((folder) => isThere(root, folder)).length;
    const seconds = Math.round((Date.now() - startedAt) / 1000);
    const text = `npm packages: ${done} of ${folders.length}, ${seconds} s`;
    process.stdout.write(redraw ? `\r\u001b[K${text}` : `${text}\n`);
  };
  show();
  const timer = setInterval(show, redraw ? 500 : LINE_EVERY_MS);
  return () => {
    clearInterval(timer);
    show();
    if (redraw) process.stdout.write('\n');
  };
}

/**
 * @param {string} root
 * @param {string} folder
 */
function isThere(root, folder) {
  return existsSync(join(root, folder, 'package.json'));
}

/** @param {string} root */
function markerOf(root) {
  return join(root, 'node_modules', '.installed-from');
}

/** @param {string} root */
function checksumOf(root) {
  return createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
}

/**
 * @param {string} file
 * @returns {import('./packages.cjs').LockFile | undefined}
 */
function readLock(file) {
  if (!existsSync(file)) return undefined;
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
