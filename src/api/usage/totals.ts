import { Type } from 'typebox';
import type { Usage } from '../../accounts/index.ts';
import type { Route } from '../route.ts';
import { datesQuery, readDates } from './dates.ts';

const count = (description: string) => Type.Integer({ minimum: 0, description });

export function usageTotals({ usage }: { readonly usage: Pick<Usage, 'totals'> }): Route {
  return {
    method: 'GET',
    paths: ['/v1/accounts/usage'],
    summary: 'What the account has used between two dates, the second one excluded.',
    access: 'account',
    schema: {
      querystring: datesQuery,
      response: {
        200: Type.Object({
          bandwidthBytes: count('Bytes of delivered bodies.'),
          mediaLibraryStorageBytes: count('Bytes of all versions of all files, at this moment.'),
          videoProcessingUnitsCount: count('Always 0: no video is processed yet.'),
          extensionUnitsCount: count('Units of extensions that did their work.'),
          originalCacheStorageBytes: count('Always 0: there are no external origins yet.'),
        }),
      },
    },
    async handler(request) {
      const { days } = readDates(request.query as URLSearchParams, 'excluded');
      const totals = await usage.totals(days);
      return {
        bandwidthBytes: totals.bytes,
        mediaLibraryStorageBytes: totals.storedBytes,
        videoProcessingUnitsCount: 0,
        extensionUnitsCount: totals.extensionUnits,
        originalCacheStorageBytes: 0,
      };
    },
  };
}
