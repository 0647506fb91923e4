// Loaded inside VS Code's web extension host, which calls run(): runs the tests that are bundled behind it with Mocha,
// whose build for browsers is bundled before it. There is no file to write to. So each event is a line of output, and the
// harness reads it there.

interface Test {
  fullTitle(): string;
  readonly duration?: number;
}

interface Runner {
  on(event: 'test' | 'pass' | 'fail' | 'pending', act: (test: Test, error?: unknown) => void): void;
}

declare const mocha: {
  setup(options: object): void;
  fgrep(title: string): void;
  run(done: (failures: number) => void): Runner;
};

/** Only tests whose full title contains this. Set where the suite is bundled. */
declare const suiteOnly: string | undefined;

mocha.setup({ ui: 'bdd', reporter: 'spec', color: false, timeout: 30_000 });

function report(event: object): void {
  console.log(`::event::${JSON.stringify(event)}`);
}

function describeError(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

async function runTests(): Promise<void> {
  if (suiteOnly !== undefined) mocha.fgrep(suiteOnly);
  const failures = await new Promise<number>(resolve => {
    const runner = mocha.run(resolve);
    const told = (state: string) => (test: Test, error?: unknown) =>
      report({ test: test.fullTitle(), state, ms: test.duration, error: error && describeError(error) });
    runner.on('test', test => report({ started: test.fullTitle() }));
    runner.on('pass', told('passed'));
    runner.on('fail', told('failed'));
    runner.on('pending', told('skipped'));
  });
  if (failures > 0) throw new Error(`${failures} failed`);
}

export async function run(): Promise<void> {
  console.log('::suite start::');
  try {
    await runTests();
  } catch (error) {
    report({ error: describeError(error) });
    throw error;
  } finally {
    report({ ended: true });
    console.log('::suite end::');
  }
}
