import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { BASIC, suiteApi } from '../api.testing.ts';
import { isText, shown, wrongValues } from '../wrong-types.testing.ts';

const PATH = '/v1/ai-filter-search';

describe('AI filter search', () => {
  const api = suiteApi({ clock: () => Date.parse('2026-02-03T20:00:00Z') });
  const ask = (body: unknown) =>
    api().json(PATH, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { authorization: BASIC, 'content-type': 'application/json' },
    });

  it('turns words into a query that the list takes', async () => {
    const prompt = 'private photos of red dresses in this folder uploaded today';
    const answer = await ask({ prompt, currentFolder: '/products', timezone: 'Asia/Kolkata', unknown: 1 });
    const searchQuery =
      'name HAS "red dress" AND createdAt >= "2026-02-03T18:30:00" AND private = true AND path : "/products"';
    assert.deepEqual(answer, {
      status: 200,
      body: { searchQuery, fileType: 'images', isVersionIncludedInSearch: false },
    });
    assert.deepEqual(await api().json(`/v1/files?searchQuery=${encodeURIComponent(searchQuery)}`), {
      status: 200,
      body: [],
    });
  });

  it('answers with nothing where nothing was understood', async () => {
    assert.deepEqual((await ask({ prompt: 'show me everything, please' })).body, {
      searchQuery: '',
      fileType: '',
      isVersionIncludedInSearch: false,
    });
  });

  it('needs a prompt of at most 1000 characters', async () => {
    for (const body of [{}, { prompt: '' }, { prompt: null }]) {
      const answer = await ask(body);
      assert.deepEqual(
        [answer.status, answer.body.message],
        [400, 'Your request is missing prompt parameter.'],
      );
    }
    assert.equal((await ask({ prompt: 'x'.repeat(1000) })).status, 200);
    assert.equal((await ask({ prompt: 'x'.repeat(1001) })).status, 400);
  });

  it('takes no wrong values', async () => {
    const fields: readonly (readonly [name: string, fits: (value: unknown) => boolean])[] = [
      ['prompt', (value) => isText(value) || value === null],
      ['currentFolder', isText],
      ['timezone', () => false],
    ];
    for (const [name, fits] of fields) {
      for (const value of wrongValues(fits)) {
        const answer = await ask({ prompt: 'x', [name]: value });
        const message = `Your request contains invalid ${name} parameter.`;
        assert.deepEqual([answer.status, answer.body.message], [400, message], `${name} = ${shown(value)}`);
      }
    }
    assert.equal((await ask({ prompt: 'x', timezone: 'Mars/Olympus' })).status, 400);
    assert.equal((await ask([])).status, 400);
  });
});
