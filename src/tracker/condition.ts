/** Whether a visitor is one of those an experiment is meant for, from the little that is known on a page: the device. */

/** Who is asked anything else than to be on one of these devices might not be meant, and takes no part. */
export const holds = ({ device, ...more }: Record<string, unknown>): boolean => {
  const { userAgent } = navigator;
  const own = /iPad|Tablet/.test(userAgent) ? 'tablet' : /Mobi|Android/.test(userAgent) ? 'mobile' : 'desktop';
  return !Object.keys(more)[0] && !!(device as { $in?: string[] }).$in?.includes(own);
};
