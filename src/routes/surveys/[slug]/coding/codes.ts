/** What stands in the form for an answer that none of the codes fits; no code is called so. */
export const NO_CODE = '*';
