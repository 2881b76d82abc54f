/** The resource of saved extensions, as a whole (rest-api.md 2.15). */
import type { Route } from '../route.ts';
import { createSavedExtension, type SavedWriteDeps } from './create.ts';
import { deleteSavedExtension } from './delete.ts';
import { savedExtensionDetails } from './details.ts';
import { listSavedExtensions } from './list.ts';
import { updateSavedExtension } from './update.ts';

export function savedExtensionRoutes(deps: SavedWriteDeps): readonly Route[] {
  return [
    createSavedExtension(deps),
    listSavedExtensions(deps),
    savedExtensionDetails(deps),
    updateSavedExtension(deps),
    deleteSavedExtension(deps),
  ];
}
