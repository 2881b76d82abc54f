/**
 * The facts of a video or an audio file, by ffprobe, a program of the system. Runs in a child process; ffprobe itself is
 * a process of its own below that one, with a deadline and limits of its own, so that whatever a hostile file makes of
 * it ends with it.
 */
import { execFile } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { type MediaFacts, mediaFactsOf, NO_MEDIA_FACTS } from './probe-report.ts';

const DEADLINE_MS = 5_000;
const MAX_REPORT_BYTES = 256 * 1024;
/** Seconds of processor time and kibibytes of address space, which bind it also when this process is killed. */
const LIMIT_ITSELF = 'ulimit -t 10; ulimit -v 2097152';

/**
 * The containers of the media types that the sniffer knows. No playlist is among them (HLS, DASH, concat): those open
 * other files, and a video is only ever one.
 */
const CONTAINERS = [
  ...['mov', 'mp4', 'm4a', '3gp', '3g2', 'mj2', 'matroska', 'webm', 'avi', 'flv', 'asf', 'mxf', 'ogg'],
  ...['mpeg', 'mpegts', 'mpegvideo', 'm4v', 'h264', 'hevc', 'ivf', 'obu'],
  ...['mp3', 'aac', 'ac3', 'flac', 'wav', 'w64', 'aiff', 'caf', 'amr', 'amrnb', 'amrwb', 'ape', 'dsf', 'wv'],
];

const ENTRIES = [
  'format=duration,bit_rate',
  'stream=codec_type,codec_name,width,height,sample_aspect_ratio,duration',
  'stream_disposition=attached_pic',
  'stream_tags=rotate',
  'stream_side_data=rotation',
];

/**
 * @returns what ffprobe tells; nothing (all null) of what it cannot read, in time or at all; undefined where there is no
 *   ffprobe
 */
export async function probe({ path }: { readonly path: string }): Promise<MediaFacts | undefined> {
  const program = findProgram('ffprobe', process.env.PATH);
  if (program === undefined) return undefined;
  const { size } = statSync(path);
  try {
    return mediaFactsOf(JSON.parse(await run(program, argumentsFor(path))), size);
  } catch {
    return NO_MEDIA_FACTS;
  }
}

function argumentsFor(path: string): string[] {
  return [
    ...['-v', 'quiet', '-hide_banner', '-of', 'json=compact=1'],
    ...['-protocol_whitelist', 'file', '-format_whitelist', CONTAINERS.join(',')],
    ...['-show_entries', ENTRIES.join(':')],
    `file:${resolve(path)}`,
  ];
}

/** Standard output; rejects when it fails, is too slow or says too much. */
function run(program: string, given: readonly string[]): Promise<string> {
  // The shell sees a constant text; program and arguments are handed on as they are.
  const [file, args] =
    process.platform === 'win32'
      ? [program, [...given]]
      : ['/bin/sh', ['-c', `${LIMIT_ITSELF}; exec "$0" "$@"`, program, ...given]];
  return new Promise((done, reject) => {
    const options = {
      timeout: DEADLINE_MS,
      killSignal: 'SIGKILL',
      maxBuffer: MAX_REPORT_BYTES,
      // No secret is here to be kept from it; what the children preload would only cost it time.
      env: { PATH: process.env.PATH },
    } as const;
    const child = execFile(file, args, options, (error, stdout) => {
      if (error) reject(error);
      else done(stdout);
    });
    child.stdin?.end();
  });
}

/**
 * Where a program of the system is.
 * @param path as in the environment
 */
export function findProgram(name: string, path: string | undefined): string | undefined {
  const file = process.platform === 'win32' ? `${name}.exe` : name;
  return (path ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, file))
    .find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
