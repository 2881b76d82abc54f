import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { HalftoneError } from '../kernel/index.ts';
import {
  isStorable,
  MAX_NAME_BYTES,
  normalizePath,
  sanitizeFileName,
  sanitizeFolderPath,
  splitPath,
  uniqueName,
} from './names.ts';

describe('sanitizeFileName', () => {
  const kept: [title: string, input: string, expected: string][] = [
    ['a plain name', 'photo-1_a.jpg', 'photo-1_a.jpg'],
    ['upper case', 'IMG_0001.JPG', 'IMG_0001.JPG'],
    ['letters of any language', 'Größe-写真-фото.png', 'Größe-写真-фото.png'],
    ['combining marks', 'नमस्ते.jpg', 'नमस्ते.jpg'],
    ['numbers of any script', '٣½Ⅳ.jpg', '٣½Ⅳ.jpg'],
    ['several dots', 'archive.tar.gz', 'archive.tar.gz'],
    ['a dot file', '.htaccess', '.htaccess'],
    ['spaces and punctuation', 'my photo (1)!.jpg', 'my_photo__1__.jpg'],
    ['slashes', 'a/b\\c.jpg', 'a_b_c.jpg'],
    ['climbing out', '../../etc/passwd', '.._.._etc_passwd'],
    ['one emoji is one underscore', '😀.jpg', '_.jpg'],
    ['control characters', 'a\n\t\u007f.jpg', 'a___.jpg'],
    ['percent, plus, hash, question mark', 'a%20+#?.jpg', 'a_20___.jpg'],
    ['right-to-left override', 'a\u202Egpj.exe', 'a_gpj.exe'],
    ['NFD becomes NFC', 'Cafe\u0301.jpg', 'Caf\u00e9.jpg'],
    ['only disallowed characters', '???', '___'],
    ['NUL', 'a\0.jpg', 'a_.jpg'],
    ['half a surrogate pair', '\udc00a\ud800.jpg', '_a_.jpg'],
  ];
  for (const [title, input, expected] of kept) {
    test(title, () => assert.equal(sanitizeFileName(input), expected));
  }

  for (const input of ['', '.', '..', '...']) {
    test(`refuses ${JSON.stringify(input)}`, () => {
      assert.throws(() => sanitizeFileName(input), {
        name: 'HalftoneError',
        status: 400,
        message: 'Your request contains invalid fileName parameter.',
      });
    });
  }

  test('cuts the stem at 255 bytes and keeps the extension', () => {
    assert.equal(sanitizeFileName(`${'a'.repeat(300)}.jpg`), `${'a'.repeat(251)}.jpg`);
  });

  test('cuts between code points', () => {
    assert.equal(sanitizeFileName(`${'é'.repeat(200)}.jpg`), `${'é'.repeat(125)}.jpg`);
    assert.equal(sanitizeFileName('𝒜'.repeat(100)), '𝒜'.repeat(63));
  });

  test('an extension that leaves no room for a stem is cut as well', () => {
    assert.equal(sanitizeFileName(`a.${'b'.repeat(300)}`), `a.${'b'.repeat(253)}`);
  });
});

describe('uniqueName', () => {
  const cases: [name: string, expected: string][] = [
    ['image.jpg', 'image_iEyH1dQme.jpg'],
    ['video-no-extension', 'video-no-extension_iEyH1dQme'],
    ['archive.tar.gz', 'archive.tar_iEyH1dQme.gz'],
    ['.htaccess', '.htaccess_iEyH1dQme'],
  ];
  for (const [name, expected] of cases) {
    test(name, () => assert.equal(uniqueName(name, 'iEyH1dQme'), expected));
  }

  test('cuts a long stem to make room for the suffix', () => {
    assert.equal(uniqueName(`${'a'.repeat(251)}.jpg`, 'iEyH1dQme'), `${'a'.repeat(241)}_iEyH1dQme.jpg`);
  });
});

describe('sanitizeFolderPath', () => {
  const cases: [input: string, expected: string][] = [
    ['', '/'],
    ['/', '/'],
    ['products', '/products'],
    ['/products/', '/products'],
    ['//a///b//', '/a/b'],
    ['/summer sale/v1.2', '/summer_sale/v1_2'],
    ['/a\\b', '/a_b'],
    ['/...', '/___'],
    ['/写真/été', '/写真/été'],
    ['/Cafe\u0301', '/Caf\u00e9'],
    [`/${'x'.repeat(300)}/y`, `/${'x'.repeat(255)}/y`],
    ['/d'.repeat(50), '/d'.repeat(50)],
    ['/a\0/\ud800b', '/a_/_b'],
  ];
  for (const [input, expected] of cases) {
    test(JSON.stringify(input.slice(0, 40)), () => assert.equal(sanitizeFolderPath(input), expected));
  }

  for (const input of ['.', '..', '/a/../b', '/a/./b', '/d'.repeat(51)]) {
    test(`refuses ${JSON.stringify(input.slice(0, 40))}`, () => {
      assert.throws(() => sanitizeFolderPath(input), {
        status: 400,
        message: 'Your request contains invalid folder parameter.',
      });
    });
  }
});

describe('normalizePath', () => {
  const cases: [input: string, expected: string][] = [
    ['', '/'],
    ['a.jpg', '/a.jpg'],
    ['//a//b.jpg', '/a/b.jpg'],
    ['/a/', '/a'],
    ['/a b/c+d', '/a b/c+d'],
    ['/Cafe\u0301', '/Caf\u00e9'],
  ];
  for (const [input, expected] of cases) {
    test(JSON.stringify(input), () => assert.equal(normalizePath(input), expected));
  }
});

describe('whatever is sent', () => {
  const anyText = fc.string({ unit: 'binary', maxLength: 400 });
  const orRefused = (make: () => string): string | undefined => {
    try {
      return make();
    } catch (error) {
      assert.ok(error instanceof HalftoneError && error.status === 400);
      return undefined;
    }
  };

  test('a file name is short (also when made unique), storable, in NFC and its own sanitised form', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const name = orRefused(() => sanitizeFileName(text));
        if (name === undefined) return;
        assert.ok(Buffer.byteLength(name) <= MAX_NAME_BYTES && isStorable(name));
        assert.equal(name, name.normalize('NFC'));
        assert.equal(sanitizeFileName(name), name);
        assert.ok(Buffer.byteLength(uniqueName(name, 'iEyH1dQme')) <= MAX_NAME_BYTES);
      }),
    );
  });

  test('a folder path has no dot segments and is its own sanitised and normalised form', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const path = orRefused(() => sanitizeFolderPath(text));
        if (path === undefined) return;
        assert.equal(sanitizeFolderPath(path), path);
        assert.equal(normalizePath(path), path);
        assert.ok(splitPath(path).every((segment) => !/^\.+$/.test(segment) && isStorable(segment)));
      }),
    );
  });
});
