/**
 * `npm start`: read the configuration, start, say where everything is, stop gracefully.
 * Everything heavy is imported after the compile cache is on: it does nothing for static imports of the same file.
 */
import { enableCompileCache } from 'node:module';
import { setFlagsFromString } from 'node:v8';
import { ConfigError, readConfig } from './config.ts';
import { HalftoneError } from './kernel/index.ts';

const OLDEST_NODE = 26;

if (Number(process.versions.node.split('.')[0]) < OLDEST_NODE) {
  stopWith(
    `Halftone runs on Node ${OLDEST_NODE} or newer, and this is ${process.versions.node}. Start it with: npm start`,
  );
}
enableCompileCache();
// The bytes of answers count as V8's memory, and by default it walks through all of it after each nine megabytes of
// them, of PNG twenty renditions: 3 ms of processor time each. Twice what lives is allowed instead.
setFlagsFromString('--heap-growing-percent=100');
// A render takes the server through so much code, so seldom, that it stays half compiled for a thousand of them: V8 is
// to watch functions from their first call and to compile them after a quarter of the calls it would wait for.
setFlagsFromString('--no-lazy-feedback-allocation');
setFlagsFromString('--invocation-count-for-maglev=100');
// Whoever read the greeting may go away (`npm start | head`): that is no reason to stop serving.
process.stdout.on('error', () => {});

try {
  const config = readConfig(process.env);
  const { startApp } = await import('./app.ts');
  const app = await startApp(config);
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  console.log(app.greeting);

  function stop(signal: NodeJS.Signals): void {
    // A second signal is impatience: the default action ends the process at once.
    console.log(`halftone: ${signal}, finishing what runs`);
    app.close().then(
      () => process.exit(0),
      (error) => stopWith(`Halftone did not stop cleanly: ${error.stack}`),
    );
  }
} catch (error) {
  if (error instanceof ConfigError) stopWith(error.message);
  if (error instanceof HalftoneError) stopWith([error.message, error.help].filter(Boolean).join('\n'));
  throw error;
}

function stopWith(message: string): never {
  console.error(message);
  process.exit(1);
}
