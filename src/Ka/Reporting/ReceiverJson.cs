using System;
using Ka.Receiver;

namespace Ka.Reporting;

/// <summary>A run on a node, for programs: docs/json-events.md.</summary>
internal sealed class ReceiverJson(JsonLines lines)
{
    public void Report(ReceiverEvent happened)
    {
        switch (happened)
        {
            case ReceiverEvent.Searching e:
                lines.Write("searching", json => json.WriteString("session", e.Session.ToString()));
                break;
            case ReceiverEvent.NotYet e:
                lines.Write("notYet", json => json.WriteString("reason", e.Reason));
                break;
            case ReceiverEvent.Joined e:
                lines.Write("joined", json =>
                {
                    json.WriteString("server", e.Server.ToString());
                    json.WriteNumber("id", e.Id);
                });
                break;
            case ReceiverEvent.Judged e:
                lines.Write("judged", json => InstallJson.Write(json, e.Verdict));
                break;
            case ReceiverEvent.Proceeding:
                lines.Write("proceeding", _ => { });
                break;
            case ReceiverEvent.Stepped e:
                lines.Write("step", json => InstallJson.Write(json, e.Step));
                break;
            case ReceiverEvent.Printed e:
                lines.Write("printed", json => json.WriteString("line", e.Line));
                break;
            case ReceiverEvent.Waiting e:
                lines.Write("waiting", json =>
                {
                    json.WriteNumber("joined", e.Present);
                    json.WriteNumber("expected", e.Expected);
                });
                break;
            case ReceiverEvent.Started e:
                lines.Write("started", json =>
                {
                    json.WriteNumber("index", e.Index);
                    json.WriteNumber("total", e.Total);
                });
                break;
            case ReceiverEvent.StreamBegun e:
                lines.Write("stream", json => json.WriteString("name", e.Name.ToString()));
                break;
            case ReceiverEvent.LeftBehind e:
                lines.Write("leftBehind", json => json.WriteString("reason", e.Reason));
                break;
            case ReceiverEvent.ParentChanged e:
                lines.Write("parent", json => json.WriteString("what", e.What));
                break;
            case ReceiverEvent.Progressed e:
                lines.Write("progress", json =>
                {
                    json.WriteNumber("elapsed", Math.Round(e.Elapsed.TotalSeconds, 3));
                    json.WriteNumber("bytes", e.PlainBytes);
                    json.WriteNumber("sealedBytes", e.SealedBytes);
                    if (e.ExpectedBytes is { } expected)
                        json.WriteNumber("expectedBytes", expected);
                    else
                        json.WriteNull("expectedBytes");
                });
                break;
            case ReceiverEvent.Noted e:
                lines.Write("note", json => json.WriteString("note", e.Note));
                break;
            case ReceiverEvent.Ended e:
                lines.Write("end", json =>
                {
                    json.WriteString("state", e.IsDone ? "done" : "failed");
                    json.WriteString("reason", e.Reason);
                    json.WriteNumber("bytes", e.PlainBytes);
                    json.WriteNumber("seconds", Math.Round(e.Elapsed.TotalSeconds, 3));
                    json.WriteNumber("nodesDone", e.NodesDone);
                    json.WriteNumber("nodesTotal", e.NodesTotal);
                });
                break;
        }
    }
}
