/** The shapes the API answers with, by the names the console uses; they come from schema.ts. */
import type { FeatureCollection, LineString, MultiPolygon, Polygon } from "geojson";
import type { components } from "./schema";

type Shapes = components["schemas"];

export const GRADES = ["red", "orange", "yellow", "blue"] as const;
export type Grade = Shapes["RankedItem"]["grade"];
export type Position = [number, number];

export type City = Shapes["CitySummary"];
export type Figure = Shapes["Figure"];
export type Source = Shapes["SourceState"];
export type Overview = Omit<Shapes["Overview"], "grades"> & { grades: Partial<Record<Grade, number>> };
/** The map's points as columns: a tenth of the bytes of one object a place. */
export type PremisesColumns = Shapes["Premises"];
/** Places as a map draws them, whatever they are. */
export type PlaceColumns = Pick<PremisesColumns, "id" | "name" | "lon" | "lat" | "score" | "grade">;
export type RankingItem = Shapes["RankedItem"];
export type Ranking = Shapes["Ranking"];
export type Reason = Shapes["Reason"];
export type Visit = Shapes["PastVisit"];
export type Premises = Shapes["Detail"];
export type Stop = Shapes["Stop"];
export type Team = Shapes["Team"];
export type Plan = Shapes["Plan"];
export type StarterPack = Shapes["PackTold"];
export type QuarantineRule = Shapes["QuarantineRule"];
export type Quarantine = Shapes["Quarantine"];

export type AssetHits = Shapes["AssetHits"];
export type AssetRecord = Shapes["AssetRecord"];
export type GoldenField = Shapes["GoldenField"];
export type LinkPair = Shapes["LinkPair"];
export type PairDetail = Shapes["PairDetail"];

export type RiskPoint = Shapes["RiskDetail"];
export type DutyLine = Shapes["DutyLine"];
export type ClauseCandidate = Shapes["ClauseCandidate"];
export type HazardLine = Shapes["HazardLine"];
export type HazardFigures = Shapes["HazardFiguresTold"];
export type HazardFigure = Shapes["HazardFigure"];
export type CaseLine = Shapes["CaseLine"];
export type League = Shapes["League"];
export type LeagueRow = Shapes["LeagueRow"];
export type FigureTold = Shapes["FigureTold"];
export type Definition = Shapes["Definition"];
export type AppealTold = Shapes["AppealTold"];
export type CaseDetail = Shapes["CaseDetail"];
export type CaseField = Shapes["CaseField"];
export type CaseOption = Shapes["CaseOption"];
export type CaseMove = Shapes["CaseMoveTold"];
export type CasePhoto = Shapes["CasePhotoTold"];
export type ClassGuess = Shapes["ClassGuess"];
export type Workflow = Shapes["WorkflowTold"];
export type Board = Shapes["Board"];
export type CaseCounts = Shapes["CaseCounts"];
export type CaseMapped = Shapes["CaseMap"];
export type CaseOnMap = Shapes["CaseOnMap"];
export type NearLine = Shapes["NearLine"];
export type SupervisedLine = Shapes["SupervisedLine"];
export type CallBackLine = Shapes["CallBackLine"];
export type RuleTold = Shapes["RuleTold"];
export type OfficeTold = Shapes["OfficeTold"];
export type DryRun = Shapes["DryRun"];

export type Department = Shapes["Department"];
export type Account = Shapes["Account"];
export type Grant = Shapes["Grant"];
export type Role = Shapes["Role"];
export type Permission = Shapes["May"]["permission"];
export type Token = Shapes["Token"];
export type OpenSession = Shapes["OpenSession"];
export type Why = Shapes["Why"];
export type Endpoint = Shapes["EndpointTold"];
export type Delivery = Shapes["DeliveryTold"];
export type Health = Shapes["Health"];
export type Session = Shapes["Session"];

export type RuleLine = Shapes["RuleLine"];
export type RulePage = Shapes["RulePage"];
export type DeviceLine = Shapes["DeviceLine"];

// GeoJSON is no pydantic model, so the document only says that these are objects.
export type DivisionProperties = {
  code?: string;
  /** Codes from the root, joined by "/". */
  path?: string;
  level?: string;
  name?: string;
  name_en?: string;
  name_zh?: string;
};
export type Divisions = FeatureCollection<Polygon | MultiPolygon, DivisionProperties>;
export type Basemap = FeatureCollection<
  Polygon | MultiPolygon | LineString,
  { kind: "water" | "road" | "park" | "outline" }
>;
