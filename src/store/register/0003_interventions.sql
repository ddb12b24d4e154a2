CREATE TABLE "contacts" (
	"id" text PRIMARY KEY NOT NULL,
	"intervention" text,
	"population" text NOT NULL,
	"organisation" text NOT NULL,
	"name" text NOT NULL,
	"day" text NOT NULL,
	"kind" text NOT NULL,
	"theirs" boolean DEFAULT false NOT NULL,
	"outcome" text NOT NULL,
	"improvement" text DEFAULT '' NOT NULL,
	"minutes" integer NOT NULL,
	"people" integer DEFAULT 1 NOT NULL,
	"over_cap" boolean DEFAULT false NOT NULL,
	"by" text NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"example" boolean DEFAULT false NOT NULL
);
--> statement-breakpoint
CREATE TABLE "corrections" (
	"id" text PRIMARY KEY NOT NULL,
	"report" text NOT NULL,
	"text" text NOT NULL,
	"by" text NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"example" boolean DEFAULT false NOT NULL
);
--> statement-breakpoint
CREATE TABLE "deliveries" (
	"report" text NOT NULL,
	"subscription" text NOT NULL,
	"status" text NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"message" text DEFAULT '' NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "deliveries_report_subscription_pk" PRIMARY KEY("report","subscription")
);
--> statement-breakpoint
CREATE TABLE "improvements" (
	"id" text PRIMARY KEY NOT NULL,
	"title" text NOT NULL,
	"population" text NOT NULL,
	"motive" text NOT NULL,
	"step" text DEFAULT '' NOT NULL,
	"status" text NOT NULL,
	"experiment" text DEFAULT '' NOT NULL,
	"outcome" text DEFAULT '' NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"closed_at" timestamp with time zone,
	"example" boolean DEFAULT false NOT NULL
);
--> statement-breakpoint
CREATE TABLE "interventions" (
	"id" text PRIMARY KEY NOT NULL,
	"slug" text NOT NULL,
	"definition" jsonb NOT NULL,
	"status" text NOT NULL,
	"hours_spent" double precision,
	"euros_spent" double precision,
	"revision" integer DEFAULT 1 NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"example" boolean DEFAULT false NOT NULL,
	CONSTRAINT "interventions_slug_unique" UNIQUE("slug")
);
--> statement-breakpoint
CREATE TABLE "moment_periods" (
	"week" text PRIMARY KEY NOT NULL,
	"candidates" integer NOT NULL,
	"found" integer NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"example" boolean DEFAULT false NOT NULL
);
--> statement-breakpoint
CREATE TABLE "moments" (
	"id" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"tone" text NOT NULL,
	"day" text NOT NULL,
	"population" text NOT NULL,
	"team" text DEFAULT '' NOT NULL,
	"site" text DEFAULT '' NOT NULL,
	"facts" jsonb NOT NULL,
	"digest" text NOT NULL,
	"wording" text DEFAULT '' NOT NULL,
	"worded_by" text DEFAULT '' NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"example" boolean DEFAULT false NOT NULL
);
--> statement-breakpoint
CREATE TABLE "reactions" (
	"id" text PRIMARY KEY NOT NULL,
	"moment" text NOT NULL,
	"kind" text NOT NULL,
	"text" text DEFAULT '' NOT NULL,
	"by" text NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"example" boolean DEFAULT false NOT NULL
);
--> statement-breakpoint
CREATE TABLE "remarks" (
	"id" text PRIMARY KEY NOT NULL,
	"contact" text NOT NULL,
	"kind" text NOT NULL,
	"text" text NOT NULL,
	"improvement" text,
	"told_at" timestamp with time zone,
	"told_by" text DEFAULT '' NOT NULL,
	"example" boolean DEFAULT false NOT NULL
);
--> statement-breakpoint
CREATE TABLE "reports" (
	"id" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"from" text NOT NULL,
	"to" text NOT NULL,
	"scope" text DEFAULT '' NOT NULL,
	"content" jsonb NOT NULL,
	"digest" text NOT NULL,
	"published_by" text NOT NULL,
	"published_at" timestamp with time zone DEFAULT now() NOT NULL,
	"example" boolean DEFAULT false NOT NULL
);
--> statement-breakpoint
CREATE TABLE "shares" (
	"id" text PRIMARY KEY NOT NULL,
	"token_hash" text NOT NULL,
	"kind" text NOT NULL,
	"report" text,
	"scope" text DEFAULT '' NOT NULL,
	"password_hash" text DEFAULT '' NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"revoked_at" timestamp with time zone,
	"last_used_at" timestamp with time zone,
	CONSTRAINT "shares_token_hash_unique" UNIQUE("token_hash")
);
--> statement-breakpoint
CREATE TABLE "subscriptions" (
	"id" text PRIMARY KEY NOT NULL,
	"channel" text NOT NULL,
	"address" text NOT NULL,
	"kind" text NOT NULL,
	"scope" text DEFAULT '' NOT NULL,
	"language" text DEFAULT 'nl' NOT NULL,
	"token_hash" text NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"ended_at" timestamp with time zone,
	CONSTRAINT "subscriptions_token_hash_unique" UNIQUE("token_hash")
);
--> statement-breakpoint
CREATE TABLE "touches" (
	"organisation" text NOT NULL,
	"day" text NOT NULL,
	"source" text NOT NULL,
	"example" boolean DEFAULT false NOT NULL,
	CONSTRAINT "touches_organisation_day_source_pk" PRIMARY KEY("organisation","day","source")
);
--> statement-breakpoint
CREATE TABLE "trials" (
	"id" text PRIMARY KEY NOT NULL,
	"key" text NOT NULL,
	"name" text NOT NULL,
	"design" jsonb NOT NULL,
	"status" text NOT NULL,
	"revision" integer DEFAULT 1 NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"drawn_at" timestamp with time zone,
	"ended_at" timestamp with time zone,
	"example" boolean DEFAULT false NOT NULL,
	CONSTRAINT "trials_key_unique" UNIQUE("key")
);
--> statement-breakpoint
ALTER TABLE "contacts" ADD CONSTRAINT "contacts_intervention_interventions_id_fk" FOREIGN KEY ("intervention") REFERENCES "public"."interventions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "corrections" ADD CONSTRAINT "corrections_report_reports_id_fk" FOREIGN KEY ("report") REFERENCES "public"."reports"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_report_reports_id_fk" FOREIGN KEY ("report") REFERENCES "public"."reports"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_subscription_subscriptions_id_fk" FOREIGN KEY ("subscription") REFERENCES "public"."subscriptions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reactions" ADD CONSTRAINT "reactions_moment_moments_id_fk" FOREIGN KEY ("moment") REFERENCES "public"."moments"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "remarks" ADD CONSTRAINT "remarks_contact_contacts_id_fk" FOREIGN KEY ("contact") REFERENCES "public"."contacts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "remarks" ADD CONSTRAINT "remarks_improvement_improvements_id_fk" FOREIGN KEY ("improvement") REFERENCES "public"."improvements"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "shares" ADD CONSTRAINT "shares_report_reports_id_fk" FOREIGN KEY ("report") REFERENCES "public"."reports"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "contacts_day" ON "contacts" USING btree ("day");--> statement-breakpoint
CREATE INDEX "contacts_intervention" ON "contacts" USING btree ("intervention");--> statement-breakpoint
CREATE INDEX "contacts_organisation" ON "contacts" USING btree ("organisation");--> statement-breakpoint
CREATE INDEX "corrections_report" ON "corrections" USING btree ("report");--> statement-breakpoint
CREATE INDEX "moments_day" ON "moments" USING btree ("day");--> statement-breakpoint
CREATE INDEX "reactions_moment" ON "reactions" USING btree ("moment");--> statement-breakpoint
CREATE INDEX "remarks_contact" ON "remarks" USING btree ("contact");--> statement-breakpoint
CREATE INDEX "remarks_improvement" ON "remarks" USING btree ("improvement");--> statement-breakpoint
CREATE UNIQUE INDEX "reports_period" ON "reports" USING btree ("kind","from","to","scope");--> statement-breakpoint
CREATE INDEX "touches_source" ON "touches" USING btree ("source");--> statement-breakpoint
CREATE INDEX "touches_day" ON "touches" USING btree ("day");