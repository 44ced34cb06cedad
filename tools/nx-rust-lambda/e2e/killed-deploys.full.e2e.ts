import { SharedStack } from './colleagues';
import { killAtRandom } from './kills';

let stack: SharedStack;
beforeAll(async () => (stack = await SharedStack.start()));
afterAll(() => stack.stop());

test('after kill -9 at fifty random moments the next deploy always comes to the end', async () => {
  const { met, faults } = await killAtRandom(stack, 50);
  console.log(`${met} of 50 kills met a deploy that was under way`);
  expect(faults).toEqual([]);
  expect(met).toBeGreaterThanOrEqual(25);
});
