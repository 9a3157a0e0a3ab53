// Who is signed in in this browser. A page may be older than that.

const who = "samverkan-member";

/** Notes who is signed in here. */
export function noteMember(member: string): void {
  if (member) localStorage.setItem(who, member);
}

/** Tells whether somebody else has signed in since, in another window: nothing is sent in somebody else's name. */
export function otherMember(member: string): boolean {
  const now = localStorage.getItem(who);
  return now !== null && now !== member;
}
