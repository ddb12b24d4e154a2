/** A form that keeps what was filled in when it is refused, and brings the reason into view. */
import { enhance } from '$app/forms';
import { tick } from 'svelte';

/** Sends without leaving the page; without scripts the form is sent as ever. */
export const keep = (form: HTMLFormElement) =>
  enhance(form, () => async ({ result, update }) => {
    await update();
    if (result.type !== 'failure') return;
    await tick();
    document.querySelector('[role="alert"]')?.scrollIntoView({ block: 'center' });
  });
