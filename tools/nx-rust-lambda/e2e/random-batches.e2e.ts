import { buildAtRandom } from './random-batches';

test('random batches over random target directories: the bytes of each task alone', async () => {
  expect(await buildAtRandom(5, Math.floor(Math.random() * 1e9))).toEqual([]);
});
