'use client';

import { type ClipboardEvent, type FocusEvent, useEffect, useEffectEvent, useRef, useState } from 'react';
import type { UseFormGetValues, UseFormSubscribe } from 'react-hook-form';
import { type Draft, isKeyField } from '@/lib/integrations/draft';
import type { KeyFinding } from '@/lib/integrations/keys/key-lint';
import { pastedLineEnd, warningId } from '@/lib/integrations/keys/key-rules';
import type { FoundInKey, SettingsFormView } from '@/lib/integrations/views';

/** Long enough that no finding appears while a key is still being typed. */
const pauseMs = 700;

export type KeyFit = {
  readonly findings: readonly KeyFinding[];
  /** Doubts that are to be saved over, by name. */
  readonly acknowledged: readonly string[];
  readonly setAcknowledged: (finding: KeyFinding, isAcknowledged: boolean) => void;
  /** Judges the next change without a pause, as for a value that was put in at once. */
  readonly judgeNext: () => void;
  /** Judges everything; true if nothing prevents saving. */
  readonly passes: () => Promise<boolean>;
  /** Takes the findings that only the server could make. */
  readonly take: (findings: readonly FoundInKey[]) => void;
  readonly listeners: {
    readonly onFocus: () => void;
    readonly onBlur: (event: FocusEvent) => void;
    readonly onPaste: (event: ClipboardEvent) => void;
  };
};

type Form = {
  readonly getValues: UseFormGetValues<Draft>;
  readonly subscribe: UseFormSubscribe<Draft>;
};

/** Judges the keys of a form: after a pause in typing, at a paste, when a field is left, and before they are saved. */
export function useKeyFit(view: SettingsFormView, { getValues, subscribe }: Form): KeyFit {
  const [local, setLocal] = useState<readonly KeyFinding[]>([]);
  const [fromServer, setFromServer] = useState<readonly KeyFinding[]>([]);
  const [acknowledged, setAcknowledged] = useState<readonly string[]>([]);
  const [toFocus, setToFocus] = useState<KeyFinding | null>(null);
  const isNext = useRef(false);
  const isPressed = useRef(false);
  const isLeft = useRef(false);
  const pause = useRef<ReturnType<typeof setTimeout>>(undefined);

  const judge = async () => {
    clearTimeout(pause.current);
    const { lintKeys } = await loadRules();
    const found = lintKeys(view, getValues());
    setLocal(found);
    return found;
  };

  const hear = useEffectEvent(({ name, values }: { readonly name?: string; readonly values: Draft }) => {
    const [group, field] = name?.split('.') ?? [];
    if (!field) return;
    // Findings about the previous value no longer apply.
    setFromServer((known) => known.filter((one) => one.field !== field && one.facts.other !== field));
    setAcknowledged((known) => known.filter((warning) => !warning.startsWith(`${field}/`)));
    clearTimeout(pause.current);
    const length = lengthOf(values, group, field);
    if (isNext.current || length === 0) void judge();
    else if (length > 1) pause.current = setTimeout(() => void judge(), pauseMs);
    isNext.current = false;
  });
  useEffect(() => {
    const unsubscribe = subscribe({ formState: { values: true }, callback: (change) => hear(change) });
    return () => {
      unsubscribe();
      clearTimeout(pause.current);
    };
  }, [subscribe]);
  // New findings move the page. A control that is being pressed would then get no click, so they wait.
  const release = useEffectEvent(() => {
    isPressed.current = false;
    if (isLeft.current) void judge();
    isLeft.current = false;
  });
  useEffect(() => {
    const stop = new AbortController();
    const options = { capture: true, signal: stop.signal };
    const press = () => {
      isPressed.current = true;
    };
    document.addEventListener('pointerdown', press, options);
    for (const end of ['pointerup', 'pointercancel'])
      document.addEventListener(end, () => release(), options);
    return () => stop.abort();
  }, []);
  // Once it is drawn: the tick of a doubt, or else the field itself.
  useEffect(() => {
    if (!toFocus) return;
    const id = `field-${toFocus.field}`;
    (document.getElementById(`${id}-${toFocus.code}`) ?? document.getElementById(id))?.focus();
  }, [toFocus]);

  return {
    findings: merged(local, fromServer),
    acknowledged,
    setAcknowledged: (finding, isAcknowledged) =>
      setAcknowledged((known) => {
        const others = known.filter((warning) => warning !== warningId(finding));
        return isAcknowledged ? [...others, warningId(finding)] : others;
      }),
    judgeNext: () => {
      isNext.current = true;
    },
    passes: async () => {
      const found = merged(await judge(), fromServer);
      const first = found.find((one) => one.level === 'error' || !acknowledged.includes(warningId(one)));
      if (first) setToFocus({ ...first });
      return first === undefined;
    },
    take: (found) => {
      setFromServer(found);
      setToFocus(found[0] ?? null);
    },
    listeners: {
      onFocus: () => void loadRules(),
      onBlur: ({ target }) => {
        if (!(target instanceof HTMLInputElement) || target.value === '') return;
        if (isPressed.current) isLeft.current = true;
        else void judge();
      },
      onPaste: (event) => {
        isNext.current = true;
        keepLineEnds(event, view);
      },
    },
  };
}

/** Loaded at the first focus, so that it costs nothing on a page that is only read. */
function loadRules() {
  return import('@/lib/integrations/keys/key-lint');
}

/** The browser knows more of what both have found. */
function merged(local: readonly KeyFinding[], fromServer: readonly KeyFinding[]): readonly KeyFinding[] {
  const names = new Set(local.map(warningId));
  return [...local, ...fromServer.filter((one) => !names.has(warningId(one)))];
}

function lengthOf(values: Draft, group: string | undefined, field: string): number {
  if (group === 'values') return String(values.values[field] ?? '').length;
  const intent = values.secrets[field];
  return intent?.intent === 'replace' ? intent.value.length : 0;
}

/** A browser drops line ends from what is pasted into an input, and with them the sign that something is amiss. */
function keepLineEnds(event: ClipboardEvent, view: SettingsFormView): void {
  const { target } = event;
  const text = event.clipboardData.getData('text/plain').trim();
  if (!(target instanceof HTMLInputElement) || !/[\r\n]/.test(text)) return;
  const field = view.fields.find(({ name }) => target.id === `field-${name}`);
  if (!field || !isKeyField(field)) return;
  event.preventDefault();
  const { selectionStart, selectionEnd, value } = target;
  const kept = text.replace(/\s*[\r\n]+\s*/g, pastedLineEnd);
  target.setRangeText(kept, selectionStart ?? value.length, selectionEnd ?? value.length, 'end');
  target.dispatchEvent(new Event('input', { bubbles: true }));
}
