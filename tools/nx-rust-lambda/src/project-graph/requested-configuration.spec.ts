import { requestedEnvironment } from './requested-configuration';

test.each([
  ['run echo:deploy -c production', 'production'],
  ['run echo:deploy:production', 'production'],
  ['deploy echo --configuration staging', 'staging'],
  ['affected -t deploy --configuration=staging', 'staging'],
  ['affected --targets=build,deploy -c=staging', 'staging'],
  ['run-many -t build deploy -c prod', 'prod'],
  ['run stack:deploy-all -c prod', 'prod'],
  ['run stack:destroy:prod', 'prod'],
  ['logs echo -c prod', 'prod'],
  ['resources stack -c=prod', 'prod'],
  ['run stack:diff -c prod', 'prod'],
  ['run echo:deploy', undefined],
  ['build echo -c local', undefined],
  ['run echo:build:release', undefined],
  ['run echo:invoke -- -c production', undefined],
  ['run stack:aws -c prod -- s3 ls', 'prod'],
  ['run stack:aws -- s3 ls -c x', undefined],
  ['run aws:format -c check', undefined],
])('nx %s asks for %s', (line, expected) => {
  expect(requestedEnvironment(['node', 'nx', ...line.split(' ')])).toBe(expected);
});
