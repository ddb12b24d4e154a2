CREATE TABLE "firsts" (
	"subject" text PRIMARY KEY NOT NULL,
	"day" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "message_weeks" (
	"week" text PRIMARY KEY NOT NULL,
	"messages" integer NOT NULL
);
