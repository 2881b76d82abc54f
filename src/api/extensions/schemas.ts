/** Extensions as the documentation shows them; what they may be is known to the grammar (rest-api.md 2.14). */
import { Type } from 'typebox';
import { EXTENSION_NAMES } from '../../extensions/index.ts';

const removeBg = Type.Object(
  {
    name: Type.Literal('remove-bg'),
    options: Type.Optional(
      Type.Object({
        add_shadow: Type.Optional(Type.Boolean({ description: '`false` by default.' })),
        semitransparency: Type.Optional(Type.Boolean({ description: '`true` by default.' })),
        bg_color: Type.Optional(
          Type.String({ description: 'Hex digits without `#`, or a name; not beside `bg_image_url`.' }),
        ),
        bg_image_url: Type.Optional(Type.String({ description: 'An http(s) URL.' })),
      }),
    ),
  },
  { description: 'The result becomes a new version of the file.' },
);

const autoTagging = Type.Object(
  {
    name: Type.Union([Type.Literal('google-auto-tagging'), Type.Literal('aws-auto-tagging')]),
    minConfidence: Type.Integer({ minimum: 0, maximum: 100 }),
    maxTags: Type.Integer({ minimum: 0, maximum: 30 }),
  },
  { description: 'Writes `AITags`, in place of those of the same source.' },
);

const autoDescription = Type.Object(
  { name: Type.Literal('ai-auto-description') },
  { description: 'Writes `description`.' },
);

const instruction = Type.String({ minLength: 1, maxLength: 2000, description: 'What is to be found out.' });
const selections = {
  min_selections: Type.Optional(Type.Integer({ minimum: 0 })),
  max_selections: Type.Optional(Type.Integer({ minimum: 1 })),
};
const scalar = Type.Union([Type.String(), Type.Number(), Type.Boolean()]);
const words = { minItems: 1, description: 'At most 500 characters together.' };

const action = Type.Object({
  add_tags: Type.Optional(Type.Array(Type.String())),
  remove_tags: Type.Optional(Type.Array(Type.String())),
  set_metadata: Type.Optional(
    Type.Array(Type.Object({ field: Type.String(), value: Type.Union([scalar, Type.Array(scalar)]) })),
  ),
  unset_metadata: Type.Optional(Type.Array(Type.Object({ field: Type.String() }))),
});

const task = Type.Union([
  Type.Object(
    {
      type: Type.Literal('select_tags'),
      instruction,
      vocabulary: Type.Optional(Type.Array(Type.String(), words)),
      ...selections,
    },
    { description: 'Adds to `tags`.' },
  ),
  Type.Object(
    {
      type: Type.Literal('select_metadata'),
      instruction,
      field: Type.String({ description: 'The name of a custom metadata field that exists.' }),
      vocabulary: Type.Optional(Type.Array(scalar, words)),
      ...selections,
    },
    { description: 'Sets a value of custom metadata.' },
  ),
  Type.Object(
    {
      type: Type.Literal('yes_no'),
      instruction,
      on_yes: Type.Optional(action),
      on_no: Type.Optional(action),
      on_unknown: Type.Optional(action),
    },
    { description: 'Edits tags and custom metadata by the answer; `on_yes` or `on_no` is required.' },
  ),
]);

const aiTasks = Type.Object({
  name: Type.Literal('ai-tasks'),
  tasks: Type.Array(task, { minItems: 1, maxItems: 10 }),
});

/** One extension, as it can be saved. */
export const configSchema = Type.Union([removeBg, autoTagging, autoDescription, aiTasks]);

const reference = Type.Object({
  name: Type.Literal('saved-extension'),
  id: Type.String({ pattern: '^[A-Za-z0-9_-]{1,64}$' }),
});

export const extensionsSchema = Type.Array(
  Type.Union([removeBg, autoTagging, autoDescription, aiTasks, reference]),
  { description: 'Of two with one name the last one counts.' },
);

const status = Type.Union([Type.Literal('success'), Type.Literal('failed'), Type.Literal('pending')]);

export const extensionStatusSchema = Type.Object(
  Object.fromEntries(EXTENSION_NAMES.map((name) => [name, Type.Optional(status)])),
  {
    $id: 'ExtensionStatus',
    description:
      'Only where extensions were asked for: how far each is. `failed`: also where no backend is configured.',
  },
);
