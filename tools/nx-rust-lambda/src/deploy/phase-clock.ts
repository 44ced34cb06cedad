/** Measures the parts of a deploy. */
import type { Phase } from './report/deploy-result';

export class PhaseClock {
  readonly phases: Phase[] = [];

  async measure<T>(name: Phase['name'], work: () => Promise<T>): Promise<T> {
    const started = performance.now();
    try {
      return await work();
    } finally {
      this.phases.push({ name, seconds: (performance.now() - started) / 1000 });
    }
  }
}
