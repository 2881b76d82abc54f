import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isPurgeable } from './purge-url.ts';

const places = {
  base: 'https://media.test/demo',
  domains: ['images.test'],
  prefixes: ['', 'products', 'media'],
};
const E = 'https://media.test/demo';

const purgeable = [
  `${E}/a`,
  `${E}/a.jpg`,
  `${E}/tr:w-300/a.jpg?x=1`,
  `${E}/a.jpg?tr=w-1*`,
  'http://media.test/demo/a.jpg',
  'HTTPS://MEDIA.test:443/demo/a.jpg',
  `${E}/products/a.jpg`,
  'https://images.test/a.jpg',
  // The examples of rest-api.md 8 and delivery.md 7.
  `${E}/images/upload*`,
  `${E}/fifteen_characters*`,
  `${E}/sample.jpg*`,
  `${E}/products/images/upload*`,
  `${E}/media/catalog/x*`,
  `${E}/s/files/x*`,
  `${E}/images/x/*`,
  `${E}/123456789012345*`,
];

const refused = [
  '',
  'a.jpg',
  '/demo/a.jpg',
  'ftp://media.test/demo/a.jpg',
  'https://other.test/demo/a.jpg',
  'https://media.test:8080/demo/a.jpg',
  'https://media.test/other/a.jpg',
  'https://media.test/demolition/a.jpg',
  'https://media.test/demo/../x/a.jpg',
  'https://user@media.test/demo/a.jpg',
  `${E}/a.jpg#x`,
  E,
  `${E}/`,
  `${E}/products/`,
  'https://images.test/',
  `${E}*`,
  `${E}/*`,
  `${E}/images*`,
  `${E}/12345678901234*`,
  `${E}/products/images*`,
  `${E}/folder/*/a.jpg`,
  `${E}/images/a**`,
  `${E}/*.jpg`,
  `${E}/s/files/*`,
  'https://images.test/media/media/catalog/*',
  `${E}/${'a'.repeat(8192)}`,
  `${E}/\ud800.jpg`,
];

describe('a URL to purge', () => {
  for (const url of purgeable)
    it(`may be ${url}`, () => {
      assert.equal(isPurgeable(url, places), true);
    });
  for (const url of refused)
    it(`may not be ${url.slice(0, 80)}`, () => {
      assert.equal(isPurgeable(url, places), false);
    });

  it('is never the whole catalogue of a shop, whose path has two levels', () => {
    const plain = { ...places, prefixes: [''] };
    assert.equal(isPurgeable(`${E}/media/catalog/*`, plain), false);
    assert.equal(isPurgeable(`${E}/media/catalogue/*`, plain), true);
  });

  it('may stand below a server that is not at the root of its host', () => {
    const below = { ...places, base: 'https://media.test/images/demo' };
    assert.equal(isPurgeable('https://media.test/images/demo/a.jpg', below), true);
    assert.equal(isPurgeable('https://media.test/demo/a.jpg', below), false);
  });
});
