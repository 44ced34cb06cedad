// @ts-check
/** Started by run.ts: starts a program that outlives everybody, prints its process id and ends. */
const { spawn } = require('node:child_process');
const { openSync } = require('node:fs');

const [logFile = '', program = '', ...args] = process.argv.slice(2);
const log = openSync(logFile, 'a');
const child = spawn(program, args, { detached: true, stdio: ['ignore', log, log] });
child.on('error', (error) => {
  console.error(error.message);
  process.exitCode = 1;
});
if (child.pid !== undefined) console.log(child.pid);
child.unref();
