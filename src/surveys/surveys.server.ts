export async function meanings(): Promise<{ survey: string; question: string; option: string; motive: string; is: boolean }[]> { return []; }
