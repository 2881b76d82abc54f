import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { HalftoneError } from '../kernel/index.ts';
import { parseAddress } from './address.ts';

const parse = (target: string) => parseAddress(target, 'demo');

describe('the file a URL names', () => {
  const table: [target: string, path: string | undefined][] = [
    ['/demo/a.jpg', '/a.jpg'],
    ['/demo/folder/sub/a.jpg', '/folder/sub/a.jpg'],
    ['/a.jpg', '/a.jpg'],
    ['/other/a.jpg', '/other/a.jpg'],
    ['/Demo/a.jpg', '/Demo/a.jpg'],
    ['/demo2/a.jpg', '/demo2/a.jpg'],
    ['/%64emo/a.jpg', '/demo/a.jpg'],
    ['/demo/demo/a.jpg', '/demo/a.jpg'],
    ['//demo///folder//a.jpg', '/folder/a.jpg'],
    ['/demo/a.jpg?', '/a.jpg'],
    ['/demo/a.jpg?v=1&x', '/a.jpg'],
    ['/demo/a.jpg?tr=w-1?b', '/a.jpg'],
    ['/demo/a%20b%20(1).jpg', '/a b (1).jpg'],
    ['/demo/a+b.jpg', '/a+b.jpg'],
    ['/demo/100%25.jpg', '/100%.jpg'],
    ['/demo/folder%2Fa.jpg', '/folder/a.jpg'],
    ['/demo/caf%C3%A9.jpg', '/café.jpg'],
    ['/demo/cafe%CC%81.jpg', '/café.jpg'],
    ['/demo/%F0%9F%98%80.jpg', '/😀.jpg'],
    ['/demo/%252e%252e/a.jpg', '/%2e%2e/a.jpg'],
    ['/demo/...', '/...'],
    ['/demo/..a/b..jpg', '/..a/b..jpg'],
    ['/demo/constructor/__proto__', '/constructor/__proto__'],
    ['/demo/https%3A%2F%2Fexample.com%2Fimage.jpg', '/https:/example.com/image.jpg'],
    ['http://localhost:3000/demo/a.jpg?v=1', '/a.jpg'],
    ['https://host', undefined],
    ['http://host?x=1', undefined],
    ['/', undefined],
    ['/demo', undefined],
    ['/demo/', undefined],
    ['/demo?x', undefined],
    ['/demo/folder/', undefined],
    ['/demo/a.jpg/', undefined],
    ['/demo/tr:w-300/', undefined],
    ['/demo/tr:w-300', undefined],
  ];
  for (const [target, path] of table) it(target, () => assert.equal(parse(target).path, path));

  it('has no account in front on a media domain', () => {
    assert.equal(parseAddress('/demo/a.jpg', undefined).path, '/demo/a.jpg');
  });
});

describe('a URL that is refused', () => {
  const table = [
    '/demo/../x',
    '/demo/..',
    '/demo/./x',
    '/demo/a%2e%2e/../b',
    '/demo/%2e%2e/x',
    '/demo/%2E./x',
    '/demo/..%2f..%2fetc%2fpasswd',
    '/demo/a%2F..%2Fb',
    '/demo/a%00.jpg',
    '/demo/a\0.jpg',
    '/demo/a\\b',
    '/demo/C:%5Cx',
    '/demo/..%5c..%5cx',
    '/demo/%c0%ae%c0%ae/x',
    '/demo/%e0%80%ae/x',
    '/demo/%ed%a0%80',
    '/demo/%f8%88%80%80%80',
    '/demo/%ff.jpg',
    '/demo/%',
    '/demo/%4',
    '/demo/%zz.jpg',
    '/demo/30%%20off.jpg',
    '*',
    'a.jpg',
    '',
  ];
  for (const target of table) {
    it(JSON.stringify(target), () => {
      assert.throws(
        () => parse(target),
        (error) => error instanceof HalftoneError && error.status === 400 && error.code === 'EINVAL',
      );
    });
  }
});

describe('the transformations of a URL', () => {
  const table: [target: string, transformations: string[], path: string | undefined][] = [
    ['/demo/a.jpg', [], '/a.jpg'],
    ['/demo/tr:w-300,h-200/a.jpg', ['path w-300,h-200'], '/a.jpg'],
    ['/demo/img/tr:w-300,f-jpg/default-image.jpg', ['path w-300,f-jpg'], '/img/default-image.jpg'],
    ['/demo/tr%3Aw-300/a.jpg', ['path w-300'], '/a.jpg'],
    ['/demo/tr%3aw-300%2Ch-200%3Art-90/a.jpg', ['path w-300%2Ch-200%3Art-90'], '/a.jpg'],
    ['/demo/tr:w-300/x/tr:h-200/a.jpg', ['path w-300', 'path h-200'], '/x/a.jpg'],
    ['/demo/tr:/a.jpg', ['path '], '/a.jpg'],
    ['/demo/TR:w-300/a.jpg', [], '/TR:w-300/a.jpg'],
    ['/demo/tree/a.jpg', [], '/tree/a.jpg'],
    ['/demo/a.jpg?tr=w-300,h-200', ['query w-300,h-200'], '/a.jpg'],
    ['/demo/a.jpg?v=1&tr=w-300&ik-t=1', ['query w-300'], '/a.jpg'],
    ['/demo/a.jpg?tr=', [], '/a.jpg'],
    ['/demo/a.jpg?tr', [], '/a.jpg'],
    ['/demo/a.jpg?tr=tr:w-300', ['query w-300'], '/a.jpg'],
    ['/demo/a.jpg?tr=tr%3Aw-300', ['query w-300'], '/a.jpg'],
    ['/demo/a.jpg?%74r=w-300', ['query w-300'], '/a.jpg'],
    ['/demo/a.jpg?TR=w-300', [], '/a.jpg'],
    ['/demo/a.jpg?tr=w-300&tr=h-200', ['query w-300', 'query h-200'], '/a.jpg'],
    ['/demo/tr:w-100/x.jpg?tr=rt-90', ['path w-100', 'query rt-90'], '/x.jpg'],
    ['/demo/a.jpg?tr=so-5%2Cdu-10', ['query so-5%2Cdu-10'], '/a.jpg'],
    ['/demo/a.jpg?tr=l-text,i-a+b=c,l-end', ['query l-text,i-a+b=c,l-end'], '/a.jpg'],
    ['/demo/tr:l-text,ie-4KS54KS%2F4KSo,l-end/a.jpg', ['path l-text,ie-4KS54KS%2F4KSo,l-end'], '/a.jpg'],
    ['/demo/ik-seo/DSC1234/eiffel-tower.jpg', [], '/DSC1234.jpg'],
    ['/demo/ik-seo/path/of/folder/old-file-name/seo.jpg', [], '/path/of/folder/old-file-name.jpg'],
    ['/demo/ik-seo/tr:h-300,w-400/default-image/s.jpg', ['path h-300,w-400'], '/default-image.jpg'],
    ['/demo/tr:h-300,w-400/ik-seo/default-image/s.jpg', ['path h-300,w-400'], '/default-image.jpg'],
    ['/demo/ik-seo/one.jpg', [], undefined],
    ['/demo/ik-seo/', [], undefined],
    ['/demo/ik-seo/name/shown', [], '/name'],
    ['/demo/folder/ik-seo/a.jpg', [], '/folder/ik-seo/a.jpg'],
  ];
  for (const [target, transformations, path] of table) {
    it(target, () => {
      const address = parse(target);
      assert.deepEqual(
        address.transformations.map(({ form, text }) => `${form} ${text}`),
        transformations,
      );
      assert.equal(address.path, path);
    });
  }
});

describe('the other parts of a URL', () => {
  it('a form of the file', () => {
    const address = parse('/demo/tr:pg-2/layout.psd/ik-thumbnail.jpg');
    assert.deepEqual([address.form, address.path], ['ik-thumbnail.jpg', '/layout.psd']);
    assert.equal(parse('/demo/ik-thumbnail.jpg').form, undefined);
    assert.equal(parse('/demo/clip.mp4/ik-other.jpg').form, undefined);
  });

  const queries: [query: string, expected: object][] = [
    ['v=1&updatedAt=3&ik-sdk-version=x', {}],
    ['ik-attachment=true', { attachment: true }],
    ['ik-attachment=1&ik-attachment=false', {}],
    ['ik-attachment-filename=my%20photo', { attachmentName: 'my photo' }],
    ['ik-attachment-filename=my+photo%zz%ff', { attachmentName: 'my photo%zz%ff' }],
    ['ik-obj-version=iAg8gxkqo_QUBwqNeQrJzuyce2XB7Gc4', { version: 'iAg8gxkqo_QUBwqNeQrJzuyce2XB7Gc4' }],
    ['ik-sanitizeSvg=false', { sanitizeSvg: false }],
    ['ik-sanitizeSvg=maybe', {}],
    ['&&=&%&__proto__=1', {}],
  ];
  for (const [query, expected] of queries) {
    it(query, () => assert.deepEqual({ ...parse(`/demo/a.jpg?${query}`).query }, expected));
  }

  it('the text as it travelled', () => {
    assert.deepEqual(parse('http://h/demo/tr:w-1/a%20b.jpg?a=%20&ik-s=1').raw, {
      path: 'tr:w-1/a%20b.jpg',
      query: 'a=%20&ik-s=1',
      target: '/demo/tr:w-1/a%20b.jpg?a=%20&ik-s=1',
    });
  });

  it('are read, or refused with 400, whatever they are', () => {
    const parts = fc.constantFrom(
      '/',
      'demo',
      '..',
      '%2e',
      '%2F',
      '%00',
      '%',
      '\\',
      'tr:',
      'w-1',
      '?',
      '&',
      'tr=',
      'ik-s=',
      '+',
      '#',
      '%ff',
      '😀',
      'ik-seo',
      '.jpg',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(parts, fc.string())), (texts) => {
        try {
          const { path } = parse(`/${texts.join('')}`);
          if (path !== undefined) assert.match(path, /^(\/(?!\.\.?(\/|$))[^/\0\\]+)+$/);
        } catch (error) {
          assert.ok(error instanceof HalftoneError && error.status === 400, String(error));
        }
      }),
    );
  });

  it('64 kB of anything are read in a moment', () => {
    const hostile = ['/a', '/tr:w-1', '%2F', '/%2e%2ea', ':', '&tr=w-1%2C', '?', '%25'];
    for (const unit of hostile) {
      const started = performance.now();
      parse(`/demo/x${unit.repeat(65_536 / unit.length)}`);
      assert.ok(performance.now() - started < 200, unit);
    }
  });
});
