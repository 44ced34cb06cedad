/** `npm stop`: ends what this workspace left running, the local AWS and Nx's daemon. */
import { stopLocalAws } from '../deploy/local-aws/local-aws';
import { run } from '../process/run';
import { describeError, UserError } from '../user-error';
import { runCommand } from './interruption';
import { nxCommand, root } from './nx';

runCommand(describeError, async ({ signal }) => {
  const stopped = await stopLocalAws({ root });
  console.log(
    stopped.type === 'stopped'
      ? `local AWS: stopped (process ${stopped.pid}); its state is kept in .local-aws`
      : 'local AWS: not running',
  );
  const daemon = await run(nxCommand(['daemon', '--stop']), { signal });
  if (daemon.type !== 'exited' || daemon.code !== 0) {
    const said = daemon.type === 'exited' ? `${daemon.stdout}${daemon.stderr}`.trim() : daemon.type;
    throw new UserError(`the Nx daemon could not be stopped: ${said}`);
  }
  console.log('Nx daemon: stopped');
  return 0;
});
