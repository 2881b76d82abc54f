/**
 * The extensions of a file (rest-api.md 2.14) as they are asked for, validated. A configuration is the document that
 * the client wrote, so its keys are ImageKit's; what is not known in it is left out.
 */

export const EXTENSION_NAMES = [
  'remove-bg',
  'google-auto-tagging',
  'aws-auto-tagging',
  'ai-auto-description',
  'ai-tasks',
] as const;
export type ExtensionName = (typeof EXTENSION_NAMES)[number];

/** What an extension costs, in the units of rest-api.md 2.14; no price is known for the others. */
export const EXTENSION_UNITS: Readonly<Record<ExtensionName, number>> = {
  'remove-bg': 130,
  'google-auto-tagging': 2,
  'aws-auto-tagging': 1,
  'ai-auto-description': 0,
  'ai-tasks': 0,
};

export type ExtensionConfig = RemoveBg | AutoTagging | AutoDescription | AiTasks;

export type RemoveBg = {
  readonly name: 'remove-bg';
  readonly options?: {
    readonly add_shadow?: boolean;
    readonly semitransparency?: boolean;
    /** Hex digits without `#`, or the name of a colour. Never beside `bg_image_url`. */
    readonly bg_color?: string;
    readonly bg_image_url?: string;
  };
};

export type AutoTagging = {
  readonly name: 'google-auto-tagging' | 'aws-auto-tagging';
  /** 0 to 100. */
  readonly minConfidence: number;
  /** 0 to 30. */
  readonly maxTags: number;
};

export type AutoDescription = { readonly name: 'ai-auto-description' };

export type AiTasks = { readonly name: 'ai-tasks'; readonly tasks: readonly AiTask[] };

export type AiTask = SelectTags | SelectMetadata | YesNo;

export type TaskValue = string | number | boolean;

type Selections = { readonly min_selections?: number; readonly max_selections?: number };

export type SelectTags = Selections & {
  readonly type: 'select_tags';
  readonly instruction: string;
  readonly vocabulary?: readonly string[];
};

export type SelectMetadata = Selections & {
  readonly type: 'select_metadata';
  readonly instruction: string;
  /** The name of a field of custom metadata. */
  readonly field: string;
  /** Absent: what the field admits. */
  readonly vocabulary?: readonly TaskValue[];
};

export type YesNo = {
  readonly type: 'yes_no';
  readonly instruction: string;
  readonly on_yes?: TaskAction;
  readonly on_no?: TaskAction;
  readonly on_unknown?: TaskAction;
};

export type TaskAction = {
  readonly add_tags?: readonly string[];
  readonly remove_tags?: readonly string[];
  readonly set_metadata?: readonly {
    readonly field: string;
    readonly value: TaskValue | readonly TaskValue[];
  }[];
  readonly unset_metadata?: readonly { readonly field: string }[];
};
