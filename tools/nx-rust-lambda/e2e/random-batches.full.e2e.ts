import { buildAtRandom } from './random-batches';

test('60 random batches', async () => {
  expect(await buildAtRandom(60, Math.floor(Math.random() * 1e9))).toEqual([]);
});
