import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { attachment } from './disposition.ts';

describe('the file name of a download', () => {
  const table: [name: string, extension: string, header: string][] = [
    ['a', 'jpg', `attachment; filename="a.jpg"; filename*=UTF-8''a.jpg`],
    ['my photo', 'png', `attachment; filename="my photo.png"; filename*=UTF-8''my%20photo.png`],
    ['README', '', `attachment; filename="README"; filename*=UTF-8''README`],
    ['über "x"', 'jpg', `attachment; filename="_ber \\"x\\".jpg"; filename*=UTF-8''%C3%BCber%20%22x%22.jpg`],
    ["it's (1)*", 'jpg', `attachment; filename="it's (1)*.jpg"; filename*=UTF-8''it%27s%20%281%29%2A.jpg`],
    ['../../etc/passwd', 'jpg', `attachment; filename="etcpasswd.jpg"; filename*=UTF-8''etcpasswd.jpg`],
    ['..\\..\\x', 'jpg', `attachment; filename="x.jpg"; filename*=UTF-8''x.jpg`],
    [
      'a\r\nSet-Cookie: b\0',
      'jpg',
      `attachment; filename="aSet-Cookie: b.jpg"; filename*=UTF-8''aSet-Cookie%3A%20b.jpg`,
    ],
    ['a\u202egpj.exe\u2066', 'jpg', `attachment; filename="agpj.exe.jpg"; filename*=UTF-8''agpj.exe.jpg`],
    ['', 'jpg', `attachment; filename="download.jpg"; filename*=UTF-8''download.jpg`],
    ['/', 'jpg', `attachment; filename="download.jpg"; filename*=UTF-8''download.jpg`],
  ];
  for (const [name, extension, header] of table) {
    it(JSON.stringify(name), () => assert.equal(attachment(name, extension), header));
  }

  it('has at most 255 characters, whatever is cut', () => {
    const header = attachment('😀'.repeat(300), 'jpg');
    const [, encoded = ''] = header.split("UTF-8''");
    assert.ok(decodeURIComponent(encoded).length <= 255);
    assert.ok(decodeURIComponent(encoded).endsWith('.jpg'));
  });
});
