import type { JournalEvent, Snapshot } from "@/api/types";

/** The frames of docs/realtime.md. */

export type ClientFrame =
  | { readonly type: "join-organization"; readonly organizationId: string }
  | { readonly type: "join-execution"; readonly executionId: string }
  | { readonly type: "leave"; readonly room: string }
  | { readonly type: "ping" };

/** What the listeners of a room hear. */
export type RoomFrame =
  | { readonly type: "joined"; readonly room: string }
  | {
      readonly type: "snapshot";
      readonly room: string;
      readonly executionId: string;
      readonly snapshot: Snapshot;
    }
  | {
      readonly type: "execution-updated";
      readonly room: string;
      readonly executionId: string;
      readonly workflowId: string;
      readonly status: string;
      readonly seq: number;
      /** Consecutive journal events; absent in an organization's room. */
      readonly events?: readonly JournalEvent[];
    }
  | { readonly type: "error"; readonly room: string; readonly code: string; readonly message: string };

/** Something one can watch: its name on the wire and the frame that asks for it. */
export interface Room {
  readonly name: string;
  readonly join: ClientFrame;
}

export function executionRoom(executionId: string): Room {
  return { name: `execution-${executionId}`, join: { type: "join-execution", executionId } };
}

export function organizationRoom(organizationId: string): Room {
  return { name: `org-${organizationId}`, join: { type: "join-organization", organizationId } };
}

const ROOM_FRAMES = new Set(["joined", "snapshot", "execution-updated", "error"]);

/** The frame in a message when it concerns a room; null for pong, farewells and what a newer server may say. */
export function parseRoomFrame(message: string): RoomFrame | null {
  const frame: unknown = JSON.parse(message);
  if (typeof frame !== "object" || frame === null) return null;
  const { type, room } = frame as { type?: unknown; room?: unknown };
  if (typeof room !== "string" || typeof type !== "string" || !ROOM_FRAMES.has(type)) return null;
  return frame as RoomFrame;
}
