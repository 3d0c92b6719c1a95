import { getTranslations } from 'next-intl/server';

type Props = {
  readonly theme: string;
  readonly locale: string;
  readonly languageAction: (form: FormData) => Promise<void>;
  readonly themeAction: (form: FormData) => Promise<void>;
};

const languages = ['en', 'fr'] as const;
const themes = ['system', 'light', 'dark'] as const;

/** Buttons rather than a list that acts when it changes: nothing moves under a keyboard or a screen reader. */
export async function AppearanceForms({ theme, locale, languageAction, themeAction }: Props) {
  const nav = await getTranslations('nav');
  const t = await getTranslations('appearance');
  return (
    <>
      <Buttons
        legend={nav('language')}
        name="language"
        action={languageAction}
        options={languages.map((value) => ({
          value,
          label: t(value),
          chosen: value === locale,
          lang: value,
        }))}
      />
      <Buttons
        legend={nav('theme')}
        name="theme"
        action={themeAction}
        options={themes.map((value) => ({ value, label: t(value), chosen: value === theme }))}
      />
    </>
  );
}

type ButtonsProps = {
  readonly legend: string;
  readonly name: string;
  readonly action: (form: FormData) => Promise<void>;
  readonly options: readonly {
    readonly value: string;
    readonly label: string;
    readonly chosen: boolean;
    readonly lang?: string;
  }[];
};

function Buttons({ legend, name, action, options }: ButtonsProps) {
  return (
    <form action={action}>
      <fieldset>
        <legend className="mb-1 text-xs text-ink-3">{legend}</legend>
        <div className="flex overflow-hidden rounded-control border border-line">
          {options.map((option) => (
            <button
              key={option.value}
              type="submit"
              name={name}
              value={option.value}
              lang={option.lang}
              aria-pressed={option.chosen}
              className="flex-1 px-2 py-1 text-[0.8125rem] text-ink-2 -outline-offset-2 hover:bg-sunken not-first:border-l not-first:border-line aria-pressed:bg-accent-soft aria-pressed:font-semibold aria-pressed:underline aria-pressed:underline-offset-4 aria-pressed:text-accent"
            >
              {option.label}
            </button>
          ))}
        </div>
      </fieldset>
    </form>
  );
}
