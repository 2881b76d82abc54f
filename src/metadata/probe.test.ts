import assert from 'node:assert/strict';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { bars, makeMedia, tone } from './media.testing.ts';
import { findProgram, probe } from './probe.ts';
import { mediaFactsOf, NO_MEDIA_FACTS } from './probe-report.ts';

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'halftone-probe-'));
});
after(() => rm(folder, { recursive: true }));

async function facts(name: string, ...args: readonly string[]) {
  const path = join(folder, name);
  const { length } = await makeMedia(path, ...args);
  const found = await probe({ path });
  return { ...found, length };
}

describe('probe', () => {
  it('tells size, duration, bit rate and codecs of a video', async () => {
    const { length, ...found } = await facts(
      'a.mp4',
      ...bars(2),
      ...tone(2),
      '-c:v',
      'libx264',
      '-c:a',
      'aac',
    );
    const { bitRate, ...rest } = found;
    assert.deepEqual(rest, { width: 64, height: 48, duration: 2000, audioCodec: 'aac', videoCodec: 'h264' });
    assert.ok(Math.abs((bitRate ?? 0) - length * 4) <= 8, `${bitRate} bits/s of ${length} bytes`);
  });

  it('tells them of other containers and codecs', async () => {
    const webm = await facts('a.webm', ...bars(1), ...tone(1), '-c:v', 'libvpx-vp9', '-c:a', 'libopus');
    assert.deepEqual([webm.width, webm.videoCodec, webm.audioCodec], [64, 'vp9', 'opus']);
    const silent = await facts('b.mp4', ...bars(1), '-c:v', 'mpeg4');
    assert.deepEqual([silent.videoCodec, silent.audioCodec, silent.duration], ['mpeg4', null, 1000]);
  });

  it('tells duration and codec of a sound, whose cover is no video', async () => {
    const cover = join(folder, 'cover.png');
    await makeMedia(cover, ...bars(1), '-frames:v', '1');
    const mapped = ['-i', cover, '-map', '0:a', '-map', '1:v', '-c:v', 'copy', '-id3v2_version', '3'];
    const { duration, bitRate, length, ...rest } = await facts('a.mp3', ...tone(3), ...mapped);
    assert.deepEqual(rest, { width: null, height: null, audioCodec: 'mp3', videoCodec: null });
    assert.ok(Math.abs((duration ?? 0) - 3000) < 60);
    assert.ok((bitRate ?? 0) > 0);
  });

  it('gives the size as it is shown: turned, with square pixels', async () => {
    const upright = join(folder, 'upright.mp4');
    await makeMedia(upright, ...bars(1), '-c:v', 'libx264');
    const turned = await facts('turned.mp4', '-i', upright, '-metadata:s:v', 'rotate=90', '-c', 'copy');
    assert.deepEqual([turned.width, turned.height], [48, 64]);
    const wide = await facts('wide.mp4', ...bars(1, '90x60'), '-vf', 'setsar=16/15', '-c:v', 'libx264');
    assert.deepEqual([wide.width, wide.height], [96, 60]);
  });

  it('knows nothing of what is broken, and of lists that lead to other files', async () => {
    const video = join(folder, 'target.mp4');
    const good = await makeMedia(video, ...bars(1), '-c:v', 'libx264');
    const hostile: Readonly<Record<string, string | Buffer>> = {
      'cut.mp4': good.subarray(0, 40),
      'noise.mp4': Buffer.alloc(5_000, 0x5a),
      'hls.mp4': `#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n${video}\n#EXT-X-ENDLIST\n`,
      'concat.mp4': `ffconcat version 1.0\nfile '${video}'\n`,
      'dash.mp4': `<MPD><Period><AdaptationSet><Representation><BaseURL>${video}</BaseURL></Representation></AdaptationSet></Period></MPD>`,
      'sdp.mp4': 'v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 1234 RTP/AVP 96\n',
      '-version': good.subarray(0, 10),
    };
    for (const [name, bytes] of Object.entries(hostile)) {
      const path = join(folder, name);
      await writeFile(path, bytes);
      assert.deepEqual(await probe({ path }), NO_MEDIA_FACTS, name);
    }
  });
});

describe('findProgram', () => {
  it('finds what can be run, in the order of the path', async () => {
    const program = join(folder, 'tool');
    await writeFile(program, '');
    const path = ['', '/nowhere', folder].join(':');
    assert.equal(findProgram('tool', path), undefined, 'it cannot be run');
    await chmod(program, 0o755);
    assert.equal(findProgram('tool', path), program);
    assert.equal(findProgram('tool', undefined), undefined);
  });
});

describe('facts of a report', () => {
  const stream = { codec_type: 'video', codec_name: 'h264', width: 100, height: 50 };
  const cases: readonly (readonly [string, unknown, object])[] = [
    ['nothing', {}, {}],
    ['no stream of ours', { streams: [{ codec_type: 'data' }], format: { duration: '3' } }, {}],
    [
      'a bit rate from the size',
      { streams: [stream], format: { duration: '2.0' } },
      { duration: 2000, bitRate: 4000 },
    ],
    [
      'a duration of the stream',
      { streams: [{ ...stream, duration: '1.5' }], format: {} },
      { duration: 1500, bitRate: 5333 },
    ],
    ['an endless film', { streams: [stream], format: { duration: '9e99', bit_rate: '1e300' } }, {}],
    [
      'no numbers',
      { streams: [{ ...stream, width: 'x', height: null }], format: { duration: 'N/A' } },
      { width: null, height: null },
    ],
    [
      'a turn to the other side',
      { streams: [{ ...stream, side_data_list: [{}, { rotation: -90 }] }] },
      { width: 50, height: 100 },
    ],
    ['a turn told by a tag', { streams: [{ ...stream, tags: { rotate: '180' } }] }, {}],
    ['a codec without a name', { streams: [{ ...stream, codec_name: '<x>' }] }, { videoCodec: null }],
    ['pixels of no shape', { streams: [{ ...stream, sample_aspect_ratio: '0:1' }] }, {}],
  ];
  for (const [what, report, more] of cases)
    it(`of ${what}`, () => {
      const hasVideo = JSON.stringify(report).includes('video');
      const known = hasVideo ? { width: 100, height: 50, videoCodec: 'h264' } : {};
      assert.deepEqual(mediaFactsOf(report, 1000), { ...NO_MEDIA_FACTS, ...known, ...more });
    });
});
