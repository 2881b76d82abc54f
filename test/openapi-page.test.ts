/** The interactive page of the API in a real browser: it shows the operations, asks nobody else, and breaks no rule of its policy. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { launchBrowser } from './browser.ts';
import { startServer, type TestServer } from './server.ts';

/** Runs in the page: what its policy refuses becomes an error on the console. */
const REPORT_REFUSALS = `document.addEventListener('securitypolicyviolation', (event) =>
  console.error('refused by policy: ' + event.violatedDirective + ' ' + event.blockedURI))`;

/** A library in the page asks whether it may, and does without. */
const TOLERATED = 'refused by policy: script-src eval';

let server: TestServer;
let browser: Browser;
before(async () => {
  server = await startServer();
  browser = await launchBrowser();
});
after(async () => {
  await browser?.close();
  await server?.remove();
});

test('the page shows the operations and loads nothing from elsewhere', async () => {
  const page = await browser.newPage();
  const asked: string[] = [];
  const complaints: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  page.on('console', (message) => {
    // Browsers ask for an icon by themselves.
    const isOfPage = !message.location().url.endsWith('/favicon.ico');
    if (message.type() === 'error' && isOfPage) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.addInitScript(REPORT_REFUSALS);

  await page.goto(`${server.baseUrl}/docs`);
  await page.getByRole('heading', { name: 'Halftone API' }).waitFor();
  await page.getByText('Upload a file: bytes, base64').first().waitFor();
  // Sections are drawn as they come into view; the last one is below all others.
  await page.goto(`${server.baseUrl}/docs/#tag/server`);
  await page.getByText('Whether the process serves').first().waitFor();

  const elsewhere = asked.filter((url) => !url.startsWith(server.baseUrl) && !/^(data|blob):/.test(url));
  assert.deepEqual(elsewhere, []);
  assert.deepEqual(
    complaints.filter((complaint) => complaint !== TOLERATED),
    [],
  );
  assert.ok(asked.includes(`${server.baseUrl}/openapi.json`), asked.join('\n'));
  await page.close();
});

test('a request made from the page reaches the server', async () => {
  const page = await browser.newPage();
  await page.goto(`${server.baseUrl}/docs/`);
  const status = await page.evaluate(async (url) => (await fetch(url)).status, `${server.baseUrl}/health`);
  assert.equal(status, 200);
  const refused = await page.evaluate((url) => fetch(url).then(String, String), 'http://127.0.0.1:9/');
  assert.match(refused, /TypeError/);
  await page.close();
});

test('the page is found below a path too', async () => {
  const { headers } = await fetch(`${server.baseUrl}/docs`, { redirect: 'manual' });
  assert.equal(headers.get('location'), './docs/');
});
